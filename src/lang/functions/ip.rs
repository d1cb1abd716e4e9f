//! IP ranges.

use std::net::IpAddr;

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

use super::arguments::{number, text, typed_list, whole};
use super::{ANY, Row};
use crate::lang::arithmetic;
use crate::model::{Number, Value};

pub(super) const ROWS: &[Row] = &[
    ("cidrhost", 2, 2, false, host),
    ("cidrnetmask", 1, 1, false, |a| match network(a, 0)? {
        IpNet::V4(net) => Ok(Value::text(net.netmask().to_string())),
        IpNet::V6(_) => Err("only IPv4 ranges have a netmask".to_owned()),
    }),
    ("cidrsubnet", 3, 3, false, |a| {
        let base = network(a, 0)?;
        let bits = whole(a, 1)?;
        if bits < 0 {
            // Terraform takes it: the range around.
            let shorter = u8::try_from(bits.unsigned_abs()).ok();
            let prefix = shorter.and_then(|n| base.prefix_len().checked_sub(n));
            let around = prefix.and_then(|p| made(base, bits_of(base), p));
            let around = around.ok_or_else(|| format!("{base} cannot be cut by {bits} bits"))?;
            return Ok(Value::text(around.trunc().to_string()));
        }
        let bits = new_bits(a, 1)?;
        let at = number(a, 2)?;
        let at = u128_of(&at).ok_or("the number of the subnet must not be negative")?;
        subnet(base, bits, at).map(|n| Value::text(n.to_string()))
    }),
    ("cidrsubnets", 1, ANY, false, subnets),
];

fn network(a: &[Value], at: usize) -> Result<IpNet, String> {
    let s = text(a, at)?;
    parse(&s).ok_or_else(|| format!("{:?} is not a range in CIDR notation", s.as_str()))
}

/// A range with its host bits cleared. Leading zeros are read as decimal, as Terraform does.
fn parse(s: &str) -> Option<IpNet> {
    let (address, prefix) = s.split_once('/')?;
    let address = if address.contains(':') {
        address.to_owned()
    } else {
        let plain = |part: &str| part.parse::<u8>().ok().map(|n| n.to_string());
        let parts: Option<Vec<String>> = address.split('.').map(plain).collect();
        parts?.join(".")
    };
    let prefix: u8 = if prefix.bytes().all(|b| b.is_ascii_digit()) {
        prefix.parse().ok()?
    } else {
        return None;
    };
    let ip: IpAddr = address.parse().ok()?;
    IpNet::new(ip, prefix).ok().map(|n| n.trunc())
}

fn new_bits(a: &[Value], at: usize) -> Result<u8, String> {
    u8::try_from(whole(a, at)?)
        .map_err(|_| "the number of new bits must be from 0 to 128".to_owned())
}

fn u128_of(n: &Number) -> Option<u128> {
    if arithmetic::is_negative(n) || !arithmetic::is_whole(n) {
        return None;
    }
    n.to_string().parse().ok()
}

fn bits_of(net: IpNet) -> u128 {
    match net {
        IpNet::V4(n) => u128::from(u32::from(n.network())),
        IpNet::V6(n) => u128::from(n.network()),
    }
}

fn made(like: IpNet, bits: u128, prefix: u8) -> Option<IpNet> {
    match like {
        IpNet::V4(_) => Ipv4Net::new(u32::try_from(bits).ok()?.into(), prefix).ok().map(IpNet::V4),
        IpNet::V6(_) => Ipv6Net::new(bits.into(), prefix).ok().map(IpNet::V6),
    }
}

fn subnet(base: IpNet, bits: u8, at: u128) -> Result<IpNet, String> {
    let prefix = base.prefix_len().checked_add(bits).filter(|p| *p <= base.max_prefix_len());
    let prefix = prefix.ok_or_else(|| format!("{base} cannot be cut by {bits} bits"))?;
    if bits < 128 && at >> bits != 0 {
        return Err(format!("{base} has no subnet {at} of {bits} bits"));
    }
    let shift = u32::from(base.max_prefix_len() - prefix);
    let offset = at.checked_shl(shift).unwrap_or(0);
    made(base, bits_of(base) | offset, prefix).ok_or_else(|| "the range does not fit".to_owned())
}

fn host(a: &[Value]) -> Result<Value, String> {
    let base = network(a, 0)?;
    let wanted = number(a, 1)?;
    if !arithmetic::is_whole(&wanted) {
        return Err("the number of the host must be whole".to_owned());
    }
    let host_bits = u32::from(base.max_prefix_len() - base.prefix_len());
    let outside = || format!("{base} has no host {wanted}");
    let offset = if arithmetic::is_negative(&wanted) {
        // -1 is the last address.
        let back = u128_of(&arithmetic::negate(&wanted)).ok_or_else(outside)?;
        let last = if host_bits == 128 { u128::MAX } else { (1u128 << host_bits) - 1 };
        last.checked_sub(back - 1).ok_or_else(outside)?
    } else {
        u128_of(&wanted).ok_or_else(outside)?
    };
    if host_bits < 128 && offset >> host_bits != 0 {
        return Err(outside());
    }
    let net = made(base, bits_of(base) | offset, base.max_prefix_len()).ok_or_else(outside)?;
    Ok(Value::text(net.addr().to_string()))
}

/// Consecutive subnets, each aligned to its own size.
fn subnets(a: &[Value]) -> Result<Value, String> {
    let base = network(a, 0)?;
    let max = base.max_prefix_len();
    let base_bits = bits_of(base);
    let size_of = |prefix: u8| 1u128.checked_shl(u32::from(max - prefix));
    let end =
        size_of(base.prefix_len()).and_then(|n| base_bits.checked_add(n - 1)).unwrap_or(u128::MAX);
    let mut next = Some(base_bits);
    let mut items = Vec::new();
    for at in 1..a.len() {
        let bits = new_bits(a, at)?;
        if bits == 0 {
            return Err("each subnet needs at least one new bit".to_owned());
        }
        if bits > 32 {
            return Err("a subnet may have at most 32 new bits".to_owned());
        }
        let prefix = base.prefix_len().checked_add(bits).filter(|p| *p <= max);
        let prefix = prefix.ok_or_else(|| format!("{base} cannot be cut by {bits} bits"))?;
        let size = size_of(prefix).unwrap_or(u128::MAX);
        let full = || format!("{base} has no room for a subnet of {bits} bits");
        let from = next.ok_or_else(full)?.checked_next_multiple_of(size).ok_or_else(full)?;
        let last = from.checked_add(size - 1).filter(|l| *l <= end).ok_or_else(full)?;
        items.push(Value::text(made(base, from, prefix).ok_or_else(full)?.to_string()));
        next = last.checked_add(1);
    }
    Ok(typed_list(items))
}
