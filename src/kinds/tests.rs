//! The tables agree with the provider's schema and with each other.

use super::*;

/// Kinds of one spelling each, with their schema.
fn tables() -> Vec<(&'static Kind, &'static schema::Schema)> {
    all().filter(|k| k.alias_of.is_empty()).map(|k| (k, schema::of(k.name).unwrap())).collect()
}

#[test]
fn every_kind_has_a_schema_and_every_schema_a_kind() {
    let kinds: Vec<_> = all().map(|k| k.name).collect();
    let compared = |name: &&str| {
        !crate::model::is_observed_kind(name) && *name != "aws_servicequotas_service_quota"
    };
    let schemas: Vec<_> = schema::names().into_iter().filter(compared).collect();
    assert_eq!(kinds, schemas);
    assert!(kinds.len() > 150, "{}", kinds.len());
    assert!(kinds.windows(2).all(|w| w[0] != w[1]), "a kind is listed twice");
    for name in kinds {
        assert!(schema::of(name).is_some(), "the schema of {name} cannot be read");
        assert!(kind(name).is_some(), "{name} is an alias of nothing");
    }
}

#[test]
fn every_path_in_a_table_exists() {
    let mut wrong = Vec::new();
    for (kind, schema) in tables() {
        let mut paths: Vec<&str> = Vec::new();
        paths.extend(kind.names.iter().chain(kind.identity).chain(kind.volatile));
        paths.extend(kind.provider_only.iter().chain(kind.per_site).chain(kind.unordered));
        paths.extend(kind.secrets.iter().chain(kind.meaningful_when_off).chain(kind.facts));
        paths.extend(kind.compared_though_computed);
        paths.extend(kind.documents.iter().map(|(p, _)| p));
        paths.extend(kind.name_references.iter().map(|(p, _)| p));
        paths.extend(kind.defaults.iter().map(|(p, _)| p));
        paths.extend(kind.meanings.iter().map(|(p, _)| p));
        paths.extend(kind.severities.iter().map(|(p, _)| p));
        for path in paths {
            if schema.at(path).is_none() {
                wrong.push(format!("{}.{path}", kind.name));
            }
        }
        for (path, keys) in kind.keyed {
            for key in *keys {
                if schema.at(&format!("{path}.{key}")).is_none() {
                    wrong.push(format!("{}.{path}.{key}", kind.name));
                }
            }
        }
        for (_, other) in kind.name_references {
            assert!(super::kind(other).is_some_and(|k| !k.names.is_empty()), "{other}");
        }
    }
    assert!(wrong.is_empty(), "no such attribute:\n{}", wrong.join("\n"));
}

#[test]
fn secrets_are_known_by_schema_table_and_name() {
    assert!(is_secret("aws_rds_cluster", "master_password"));
    assert!(is_secret("aws_secretsmanager_secret_version", "secret_string"));
    assert!(is_secret("aws_ssm_parameter", "value"));
    assert!(!is_secret("aws_rds_cluster", "engine_version"));
    assert!(is_secret("unheard_of_type", "db_password"));
    assert!(name_looks_secret("DB_PASSWORD") && name_looks_secret("STRIPE_API_KEY"));
    assert!(!name_looks_secret("SECRET_ARN") && !name_looks_secret("TOKEN_TTL"));
}
