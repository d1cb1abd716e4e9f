//! Auto Scaling: groups with what is attached to them, policies, schedules and launch
//! configurations.

mod groups;
mod launch_configurations;
mod metrics;
mod policies;
pub(super) mod requirements;

use aws_sdk_autoscaling::Client;
use aws_sdk_autoscaling::primitives::{DateTime, DateTimeFormat};
use aws_sdk_autoscaling::types::ScheduledUpdateGroupAction;

use crate::model::Value;
use crate::sources::aws::collector::{Collector, client};
use crate::sources::aws::spec::{Asked, Operation, Service};
use crate::sources::aws::values::{number, text};

/// The service.
pub(super) const SERVICE: Service = Service {
    name: "autoscaling",
    asked: Asked::PerRegion,
    operations: &[
        Operation::lists(
            "DescribeAutoScalingGroups",
            "autoscaling:DescribeAutoScalingGroups",
            &["aws_autoscaling_group", "aws_autoscaling_attachment", groups::STATUS],
        ),
        Operation::lists(
            "DescribePolicies",
            "autoscaling:DescribePolicies",
            &["aws_autoscaling_policy"],
        ),
        Operation::lists(
            "DescribeScheduledActions",
            "autoscaling:DescribeScheduledActions",
            &["aws_autoscaling_schedule"],
        ),
        Operation::lists(
            "DescribeLaunchConfigurations",
            "autoscaling:DescribeLaunchConfigurations",
            &["aws_launch_configuration"],
        ),
    ],
    collect: |collector| Box::pin(collect(collector)),
};

async fn collect(c: Collector) {
    let autoscaling = client!(c, aws_sdk_autoscaling);
    futures_util::join!(
        groups::collect(&c, &autoscaling),
        policies::collect(&c, &autoscaling),
        schedules(&c, &autoscaling),
        launch_configurations::collect(&c, &autoscaling),
    );
}

async fn schedules(c: &Collector, autoscaling: &Client) {
    if !c.wants("DescribeScheduledActions") {
        return;
    }
    let listed = c
        .pages(
            "DescribeScheduledActions",
            |token| {
                let request = autoscaling.describe_scheduled_actions();
                request.set_next_token(token).max_records(100).send()
            },
            |page| (page.scheduled_update_group_actions.unwrap_or_default(), page.next_token),
        )
        .await;
    for action in &listed {
        keep_schedule(c, action);
    }
}

fn keep_schedule(c: &Collector, action: &ScheduledUpdateGroupAction) {
    // What the action leaves as it is, is -1.
    let size = |size: Option<i32>| number(Some(size.unwrap_or(-1)));
    let attributes = [
        ("arn", text(action.scheduled_action_arn())),
        ("autoscaling_group_name", text(action.auto_scaling_group_name())),
        ("desired_capacity", size(action.desired_capacity())),
        ("end_time", moment(action.end_time())),
        ("max_size", size(action.max_size())),
        ("min_size", size(action.min_size())),
        ("recurrence", text(action.recurrence())),
        ("scheduled_action_name", text(action.scheduled_action_name())),
        ("start_time", moment(action.start_time())),
        ("time_zone", text(action.time_zone())),
    ];
    let name = action.scheduled_action_name().unwrap_or_default();
    c.keep("DescribeScheduledActions", "aws_autoscaling_schedule", name, attributes);
}

/// A moment to the second.
fn moment(value: Option<&DateTime>) -> Value {
    let second = value.map(|v| DateTime::from_secs(v.secs()));
    text(second.and_then(|v| v.fmt(DateTimeFormat::DateTime).ok()))
}

/// A number. What is unset is 0 in a state.
fn whole(value: Option<impl Into<i64> + Default>) -> Value {
    number(Some(value.unwrap_or_default()))
}
