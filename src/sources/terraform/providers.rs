//! Provider configurations: which one a resource has, its region, account and default tags.
//!
//! <https://developer.hashicorp.com/terraform/language/modules/develop/providers>.

use std::rc::Rc;
use std::sync::Arc;

use super::module::{Declared, alias_of};
use super::run::{Inputs, Instance, Run, Slot};
use crate::lang::{Body, Expression, convert, unknown_of};
use crate::model::{AccountId, Arn, Reason, Region, Text, Unknown, Value};

/// A provider configuration.
#[derive(Clone, Debug)]
pub(super) struct Provider {
    /// `provider.aws.dr`, with the module that declares it.
    pub(super) address: Text,
    /// The region, or why it is not known.
    pub(super) region: Result<Region, Arc<Unknown>>,
    /// The account that its role or its allow-list names.
    pub(super) account: Option<AccountId>,
    /// The tags that every resource gets.
    pub(super) default_tags: Value,
}

/// `aws.dr` of an attribute, however it is written.
pub(super) fn reference(expression: &Expression) -> Option<String> {
    if let Some(text) = expression.literal().and_then(Value::as_str) {
        return Some(text.to_owned());
    }
    let traversal = expression.as_traversal()?;
    let mut name = traversal.root.to_string();
    for step in &traversal.steps {
        if let crate::lang::Step::Attribute(part, _) = step {
            name.push('.');
            name.push_str(part);
        }
    }
    Some(name)
}

impl Run<'_> {
    /// The provider configuration of a resource; `None` for another provider than AWS.
    pub(super) fn provider_of(
        &self,
        at: &Rc<Instance>,
        declared: &Declared,
    ) -> Option<Rc<Provider>> {
        let kind = declared.label(0);
        let name = declared
            .attribute("provider")
            .and_then(|p| reference(&p.expression))
            .unwrap_or_else(|| kind.split('_').next().unwrap_or(kind).to_owned());
        if kind == "terraform_remote_state" || kind == "terraform_data" {
            return None;
        }
        self.provider(at, &name)
    }

    /// Whether a name such as `aws.dr` stands for a configuration in a module.
    pub(super) fn has_provider(&self, at: &Rc<Instance>, name: &str) -> bool {
        self.provider(at, name).is_some()
    }

    /// The configuration that a name such as `aws.dr` stands for in a module.
    fn provider(&self, at: &Rc<Instance>, name: &str) -> Option<Rc<Provider>> {
        let known = at.providers.borrow().get(name).cloned();
        match known {
            Some(Slot::Done(provider)) => return provider,
            Some(Slot::Busy) => return None,
            None => {}
        }
        at.providers.borrow_mut().insert(name.to_owned(), Slot::Busy);
        let found = self.find_provider(at, name);
        at.providers.borrow_mut().insert(name.to_owned(), Slot::Done(found.clone()));
        found
    }

    fn find_provider(&self, at: &Rc<Instance>, name: &str) -> Option<Rc<Provider>> {
        let (local, alias) = match name.split_once('.') {
            Some((local, alias)) => (local, Some(alias)),
            None => (name, None),
        };
        let declared =
            at.module.providers.iter().find(|d| d.label(0) == local && alias_of(&d.block) == alias);
        if let Some(declared) = declared {
            return Some(Rc::new(self.configured(at, name, declared)));
        }
        if let Inputs::Call { parent, name: call, .. } = &at.inputs {
            let parent = self.instance(*parent);
            let passed = parent
                .module
                .calls
                .get(call)
                .and_then(|c| c.attribute("providers"))
                .and_then(|p| p.expression.pairs())
                .unwrap_or_default()
                .into_iter()
                .find(|(key, _)| reference(key).as_deref() == Some(name))
                .and_then(|(_, value)| reference(&value));
            return match passed {
                Some(passed) => self.provider(&parent, &passed),
                // Without an alias the caller's own is inherited.
                None if alias.is_none() => self.provider(&parent, name),
                None => None,
            };
        }
        // The provider without any block: all of it comes from the environment.
        let why =
            format!("the provider {name} has no configuration: its region is set where it runs");
        alias.is_none().then(|| {
            Rc::new(Provider {
                address: Text::from(format!("provider.{name}")),
                region: Err(Arc::new(Unknown::new(Reason::NoValue, why))),
                account: None,
                default_tags: Value::Null,
            })
        })
    }

    fn configured(&self, at: &Rc<Instance>, name: &str, declared: &Declared) -> Provider {
        let scope = self.scope(at);
        let value = |body: &Body, name: &str| {
            body.attribute(name).map(|a| self.evaluate(&a.expression, &scope))
        };
        let body = &declared.block.body;
        let region = match value(body, "region") {
            Some(Value::String(text)) => Region::parse(&text).ok_or_else(|| {
                Arc::new(Unknown::new(Reason::Unsupported, format!("{text:?} is no region")))
            }),
            Some(other) => Err(unknown_of(&other).unwrap_or_else(|| {
                Arc::new(Unknown::new(Reason::NoValue, "the provider's region is not set"))
            })),
            None => Err(Arc::new(Unknown::new(
                Reason::NoValue,
                format!("the provider {name} sets no region: it is set where it runs"),
            ))),
        };
        let role = body
            .blocks_of("assume_role")
            .next()
            .and_then(|b| value(&b.body, "role_arn"))
            .and_then(|v| convert::text(&v).ok())
            .and_then(|arn| Arn::parse(&arn).and_then(|a| AccountId::parse(a.account)));
        let allowed = || match value(body, "allowed_account_ids") {
            Some(Value::List(ids)) if ids.items().len() == 1 => {
                ids.items().first().and_then(|id| AccountId::parse(id.as_str()?))
            }
            _ => None,
        };
        let default_tags = body
            .blocks_of("default_tags")
            .next()
            .and_then(|b| value(&b.body, "tags"))
            .unwrap_or(Value::Null);
        let module = if at.address.is_empty() { String::new() } else { format!("{}.", at.address) };
        Provider {
            address: Text::from(format!("{module}provider.{name}")),
            region,
            account: role.or_else(allowed),
            default_tags,
        }
    }

    /// What a remote state's backend says of a root, to find the root that writes it.
    pub(super) fn backend_of(&self, root: usize) -> Option<(String, Vec<(Text, Value)>)> {
        let id = (*self.root_instances.borrow().get(root)?)?;
        let at = self.instance(id);
        let declared = at.module.backend.as_ref()?;
        let scope = self.scope(&at);
        let mut settings: Vec<(Text, Value)> = declared
            .block
            .body
            .attributes
            .iter()
            .map(|a| (a.name.clone(), self.evaluate(&a.expression, &scope)))
            .collect();
        for (name, value) in &self.roots[root].backend {
            settings.retain(|(n, _)| n != name);
            settings.push((name.clone(), value.clone()));
        }
        Some((declared.label_of_backend(), settings))
    }
}

impl Declared {
    fn label_of_backend(&self) -> String {
        if self.block.kind.as_str() == "cloud" {
            "cloud".to_owned()
        } else {
            self.label(0).to_owned()
        }
    }
}
