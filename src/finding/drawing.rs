//! Both regions as a drawing: networks, what runs in them, and what flows between them.

/// Both regions, and what flows between them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drawing {
    /// The regions, primary first.
    pub regions: Vec<RegionDrawn>,
    /// What flows from one to the other.
    pub flows: Vec<Flow>,
}

/// One region.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RegionDrawn {
    /// `primary` or `dr`.
    pub side: String,
    /// The region.
    pub region: String,
    /// Its networks, by address.
    pub networks: Vec<NetworkDrawn>,
    /// What runs in it, by service and name.
    pub parts: Vec<PartDrawn>,
}

/// One VPC.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NetworkDrawn {
    /// The name that people use, else the address.
    pub name: String,
    /// Its ranges in CIDR notation.
    pub ranges: Vec<String>,
    /// How many subnets it has.
    pub subnets: usize,
    /// Availability zones that its subnets lie in; `None` where not all are known.
    pub zones: Option<usize>,
}

/// Something that runs, or many of a kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PartDrawn {
    /// What it is in words: `ECS service`, `Aurora cluster`; of many `37 Lambda functions`.
    pub what: String,
    /// The Terraform type.
    pub kind: String,
    /// The name that people use, else the address; empty where it stands for many.
    pub name: String,
    /// How large it is, in words: `2 tasks`, `writer`; empty where nothing is to be said.
    pub size: String,
}

/// What flows from one side to another.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Flow {
    /// `primary`, `dr`, or `clients`.
    pub from: String,
    /// `primary` or `dr`.
    pub to: String,
    /// What flows: `Aurora Global Database checkout`, `DNS api.example.com`.
    pub what: String,
    /// How far the copy is behind, in seconds; `None` where nothing is measured or known.
    pub lag_seconds: Option<f64>,
}
