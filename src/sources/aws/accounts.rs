//! The accounts of the two sides, and whether anybody could be asked in them.

use crate::model::{AccountId, Side};

/// The account of a side.
#[derive(Clone, Debug)]
pub(super) struct SideAccount {
    pub(super) side: Side,
    /// The account that the credentials lead to, else that of the plan; `None` where neither says.
    pub(super) id: Option<AccountId>,
    pub(super) reached: bool,
}

/// Why nobody is asked in an account; `None` where a side that was reached is in it, or may be.
pub(super) fn unasked(sides: &[SideAccount], account: &str) -> Option<String> {
    let is = |s: &SideAccount| s.id.as_ref().is_some_and(|id| id.as_str() == account);
    if sides.iter().any(|s| s.reached && (s.id.is_none() || is(s))) {
        return None;
    }
    let mut dark = sides.iter().filter(|s| !s.reached);
    Some(match (dark.clone().find(|s| is(s)), dark.find(|s| s.id.is_none())) {
        (Some(own), _) => format!(
            "belongs to account {account} of the {} side, which could not be reached",
            own.side
        ),
        (None, Some(perhaps)) => format!(
            "belongs to account {account}, which may be that of the {} side, which could not be \
             reached",
            perhaps.side
        ),
        (None, None) => format!("belongs to account {account}, which neither side is in"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dark_side_is_not_an_account_that_nobody_is_in() {
        let side =
            |side, id: &str, reached| SideAccount { side, id: AccountId::parse(id), reached };
        let dr = side(Side::Dr, "222222222222", true);
        let why = |primary: SideAccount, account: &str| unasked(&[primary, dr.clone()], account);
        let own = "111111111111";
        assert_eq!(why(side(Side::Primary, own, true), own), None);
        assert_eq!(why(side(Side::Primary, "", true), own), None, "it may be that one");
        assert_eq!(why(side(Side::Primary, own, false), "222222222222"), None);
        for (primary, says) in [
            (side(Side::Primary, own, false), "of the primary side, which could not be reached"),
            (side(Side::Primary, "", false), "may be that of the primary side"),
            (side(Side::Primary, "333333333333", false), "which neither side is in"),
            (side(Side::Primary, "333333333333", true), "which neither side is in"),
        ] {
            let told = why(primary, own).unwrap();
            assert!(told.contains(says), "{told}");
        }
    }
}
