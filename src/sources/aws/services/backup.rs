//! AWS Backup: vaults with their policies, plans, and what the plans select.
//!
//! Vaults that are air-gapped or opened for a restore are of other kinds and are left out. A
//! selection's list tells its name and role, and only asking for it tells what it selects.

use aws_sdk_backup::Client;
use aws_sdk_backup::types::{
    AdvancedBackupSetting, BackupPlan, BackupPlansListMember, BackupRule, BackupSelection,
    BackupSelectionsListMember, BackupVaultListMember, ConditionParameter, Conditions, CopyAction,
    Lifecycle, VaultType,
};
use futures_util::future::join_all;

use crate::model::Value;
use crate::sources::aws::collector::{Collector, client};
use crate::sources::aws::spec::{Asked, Operation, Service};
use crate::sources::aws::values::{at_most_one, block, flag, list, number, tags, text, texts};

const TAGS: &[&str] = &["tags", "tags_all"];

/// The service.
pub(super) const SERVICE: Service = Service {
    name: "backup",
    asked: Asked::PerRegion,
    operations: &[
        Operation::lists(
            "ListBackupVaults",
            "backup:ListBackupVaults",
            &["aws_backup_vault", "aws_backup_vault_policy"],
        ),
        Operation::lists(
            "GetBackupVaultAccessPolicy",
            "backup:GetBackupVaultAccessPolicy",
            &["aws_backup_vault_policy"],
        ),
        Operation::lists(
            "ListBackupPlans",
            "backup:ListBackupPlans",
            &["aws_backup_plan", "aws_backup_selection"],
        ),
        Operation::fills(
            "GetBackupPlan",
            "backup:GetBackupPlan",
            &[("aws_backup_plan", &["rule"])],
        ),
        Operation::lists(
            "ListBackupSelections",
            "backup:ListBackupSelections",
            &["aws_backup_selection"],
        ),
        Operation::fills(
            "GetBackupSelection",
            "backup:GetBackupSelection",
            &[("aws_backup_selection", SELECTED)],
        ),
        Operation::fills(
            "ListTags",
            "backup:ListTags",
            &[("aws_backup_vault", TAGS), ("aws_backup_plan", TAGS)],
        ),
    ],
    collect: |collector| Box::pin(collect(collector)),
};

/// The attributes of a selection that its list does not tell.
const SELECTED: &[&str] = &["condition", "not_resources", "resources", "selection_tag"];

async fn collect(c: Collector) {
    let backup = client!(c, aws_sdk_backup);
    futures_util::join!(vaults(&c, &backup), plans(&c, &backup));
}

async fn vaults(c: &Collector, backup: &Client) {
    if !c.wants("ListBackupVaults") {
        return;
    }
    let listed = c
        .pages(
            "ListBackupVaults",
            |token| backup.list_backup_vaults().set_next_token(token).max_results(1000).send(),
            |page| (page.backup_vault_list.unwrap_or_default(), page.next_token),
        )
        .await;
    let plain = |v: &&BackupVaultListMember| {
        v.vault_type().is_none_or(|kind| *kind == VaultType::BackupVault)
    };
    join_all(listed.iter().filter(plain).map(|vault| keep_vault(c, backup, vault))).await;
}

async fn keep_vault(c: &Collector, backup: &Client, vault: &BackupVaultListMember) {
    let name = vault.backup_vault_name().unwrap_or_default();
    let (tags, ()) = futures_util::join!(
        tags_of(c, backup, vault.backup_vault_arn()),
        policy(c, backup, vault),
    );
    c.keep(
        "ListBackupVaults",
        "aws_backup_vault",
        name,
        [
            ("arn", text(vault.backup_vault_arn())),
            ("kms_key_arn", text(vault.encryption_key_arn())),
            ("name", text(Some(name))),
            ("recovery_points", number(Some(vault.number_of_recovery_points()))),
            ("tags", tags.clone()),
            ("tags_all", tags),
        ],
    );
}

async fn policy(c: &Collector, backup: &Client, vault: &BackupVaultListMember) {
    let name = vault.backup_vault_name().unwrap_or_default();
    let request = backup.get_backup_vault_access_policy().backup_vault_name(name).send();
    let none = &["ResourceNotFoundException"];
    let Ok(Some(answer)) = c.optional("GetBackupVaultAccessPolicy", none, request).await else {
        return;
    };
    if answer.policy().is_none_or(str::is_empty) {
        return;
    }
    c.keep(
        "GetBackupVaultAccessPolicy",
        "aws_backup_vault_policy",
        name,
        [
            ("backup_vault_arn", text(vault.backup_vault_arn())),
            ("backup_vault_name", text(Some(name))),
            ("policy", text(answer.policy())),
        ],
    );
}

async fn plans(c: &Collector, backup: &Client) {
    if !c.wants("ListBackupPlans") {
        return;
    }
    let listed = c
        .pages(
            "ListBackupPlans",
            |token| backup.list_backup_plans().set_next_token(token).max_results(1000).send(),
            |page| (page.backup_plans_list.unwrap_or_default(), page.next_token),
        )
        .await;
    join_all(listed.iter().map(|plan| keep_plan(c, backup, plan))).await;
}

async fn keep_plan(c: &Collector, backup: &Client, plan: &BackupPlansListMember) {
    let id = plan.backup_plan_id().unwrap_or_default();
    let (rules, tags, ()) = futures_util::join!(
        rules(c, backup, id),
        tags_of(c, backup, plan.backup_plan_arn()),
        selections(c, backup, id),
    );
    let settings = plan.advanced_backup_settings().iter().map(advanced);
    c.keep(
        "ListBackupPlans",
        "aws_backup_plan",
        id,
        [
            ("advanced_backup_setting", list(settings)),
            ("arn", text(plan.backup_plan_arn())),
            ("name", text(plan.backup_plan_name())),
            ("rule", rules),
            ("tags", tags.clone()),
            ("tags_all", tags),
            ("version", text(plan.version_id())),
        ],
    );
}

fn advanced(setting: &AdvancedBackupSetting) -> Value {
    let options = setting.backup_options().into_iter().flatten();
    block([
        ("backup_options", Value::map(options.map(|(name, value)| (name, Value::text(value))))),
        ("resource_type", text(setting.resource_type())),
    ])
}

async fn rules(c: &Collector, backup: &Client, plan: &str) -> Value {
    let request = backup.get_backup_plan().backup_plan_id(plan).send();
    match c.call("GetBackupPlan", request).await {
        Ok(answer) => {
            list(answer.backup_plan().map(BackupPlan::rules).unwrap_or_default().iter().map(rule))
        }
        Err(missing) => missing.value(),
    }
}

fn rule(rule: &BackupRule) -> Value {
    let recovery_tags = rule.recovery_point_tags().into_iter().flatten();
    block([
        ("completion_window", number(rule.completion_window_minutes().or(Some(0)))),
        ("copy_action", list(rule.copy_actions().iter().map(copy))),
        ("enable_continuous_backup", flag(rule.enable_continuous_backup().or(Some(false)))),
        ("lifecycle", at_most_one(rule.lifecycle().map(lifecycle))),
        (
            "recovery_point_tags",
            tags(recovery_tags.map(|(key, value)| (Some(key.as_str()), Some(value.as_str())))),
        ),
        ("rule_name", text(Some(rule.rule_name()))),
        ("schedule", text(rule.schedule_expression())),
        ("schedule_expression_timezone", text(rule.schedule_expression_timezone())),
        ("start_window", number(rule.start_window_minutes().or(Some(0)))),
        ("target_vault_name", text(Some(rule.target_backup_vault_name()))),
    ])
}

fn copy(action: &CopyAction) -> Value {
    block([
        ("destination_vault_arn", text(Some(action.destination_backup_vault_arn()))),
        ("lifecycle", at_most_one(action.lifecycle().map(lifecycle))),
    ])
}

fn lifecycle(lifecycle: &Lifecycle) -> Value {
    let archive = lifecycle.opt_in_to_archive_for_supported_resources();
    block([
        ("cold_storage_after", number(lifecycle.move_to_cold_storage_after_days().or(Some(0)))),
        ("delete_after", number(lifecycle.delete_after_days().or(Some(0)))),
        ("opt_in_to_archive_for_supported_resources", flag(archive.or(Some(false)))),
    ])
}

async fn selections(c: &Collector, backup: &Client, plan: &str) {
    if !c.wants("ListBackupSelections") {
        return;
    }
    let listed = c
        .pages(
            "ListBackupSelections",
            |token| {
                backup
                    .list_backup_selections()
                    .backup_plan_id(plan)
                    .set_next_token(token)
                    .max_results(1000)
                    .send()
            },
            |page| (page.backup_selections_list.unwrap_or_default(), page.next_token),
        )
        .await;
    join_all(listed.iter().map(|selection| keep_selection(c, backup, plan, selection))).await;
}

async fn keep_selection(
    c: &Collector,
    backup: &Client,
    plan: &str,
    selection: &BackupSelectionsListMember,
) {
    let id = selection.selection_id().unwrap_or_default();
    let mut attributes = vec![
        ("iam_role_arn", text(selection.iam_role_arn())),
        ("name", text(selection.selection_name())),
        ("plan_id", text(Some(plan))),
    ];
    let request = backup.get_backup_selection().backup_plan_id(plan).selection_id(id).send();
    match c.call("GetBackupSelection", request).await {
        Ok(answer) => {
            attributes.extend(answer.backup_selection().into_iter().flat_map(selected));
        }
        Err(missing) => attributes.extend(SELECTED.iter().map(|name| (*name, missing.value()))),
    }
    c.keep("ListBackupSelections", "aws_backup_selection", id, attributes);
}

fn selected(selection: &BackupSelection) -> [(&'static str, Value); 4] {
    let by_tag = selection.list_of_tags().iter().map(|condition| {
        block([
            ("key", text(Some(condition.condition_key()))),
            ("type", text(Some(condition.condition_type()))),
            ("value", text(Some(condition.condition_value()))),
        ])
    });
    [
        ("condition", at_most_one(selection.conditions().and_then(conditions))),
        ("not_resources", texts(selection.not_resources())),
        ("resources", texts(selection.resources())),
        ("selection_tag", list(by_tag)),
    ]
}

/// The service answers with empty conditions where none were given.
fn conditions(conditions: &Conditions) -> Option<Value> {
    let kinds = [
        ("string_equals", conditions.string_equals()),
        ("string_like", conditions.string_like()),
        ("string_not_equals", conditions.string_not_equals()),
        ("string_not_like", conditions.string_not_like()),
    ];
    if kinds.iter().all(|(_, parameters)| parameters.is_empty()) {
        return None;
    }
    let pair = |parameter: &ConditionParameter| {
        block([
            ("key", text(parameter.condition_key())),
            ("value", text(parameter.condition_value())),
        ])
    };
    Some(block(kinds.map(|(kind, parameters)| (kind, list(parameters.iter().map(pair))))))
}

async fn tags_of(c: &Collector, backup: &Client, arn: Option<&str>) -> Value {
    let arn = arn.unwrap_or_default();
    let listed = c
        .whole(
            "ListTags",
            |token| {
                backup.list_tags().resource_arn(arn).set_next_token(token).max_results(1000).send()
            },
            |page| (page.tags.unwrap_or_default().into_iter().collect(), page.next_token),
        )
        .await;
    match listed {
        Ok(pairs) => {
            let pairs: &[(String, String)] = &pairs;
            tags(pairs.iter().map(|(key, value)| (Some(key.as_str()), Some(value.as_str()))))
        }
        Err(missing) => missing.value(),
    }
}
