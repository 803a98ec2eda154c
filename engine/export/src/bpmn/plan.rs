//! What a diagram consists of, before it has places: shapes, flows, and the rows that they stand in.

/// A sign of BPMN.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    Start,
    End,
    /// The end that tells somebody of a delay.
    EscalationEnd,
    UserTask,
    ServiceTask,
    ScriptTask,
    SendTask,
    CallActivity,
    Task,
    Exclusive,
    Parallel,
    EventBased,
    CatchSignal,
    CatchTimer,
    CatchCondition,
    StartSignal,
    StartCondition,
    StartTimer,
    /// A timer on the edge of a task, which goes on.
    BoundaryTimer,
    /// A remark beside a shape; no flow enters or leaves it.
    Remark,
}

impl Sign {
    /// The element and the definition inside.
    pub(super) fn element(self) -> (&'static str, &'static str) {
        match self {
            Self::Start => ("startEvent", ""),
            Self::End => ("endEvent", ""),
            Self::EscalationEnd => ("endEvent", "escalationEventDefinition"),
            Self::UserTask => ("userTask", ""),
            Self::ServiceTask => ("serviceTask", ""),
            Self::ScriptTask => ("scriptTask", ""),
            Self::SendTask => ("sendTask", ""),
            Self::CallActivity => ("callActivity", ""),
            Self::Task => ("task", ""),
            Self::Exclusive => ("exclusiveGateway", ""),
            Self::Parallel => ("parallelGateway", ""),
            Self::EventBased => ("eventBasedGateway", ""),
            Self::CatchSignal => ("intermediateCatchEvent", "signalEventDefinition"),
            Self::CatchTimer => ("intermediateCatchEvent", "timerEventDefinition"),
            Self::CatchCondition => ("intermediateCatchEvent", "conditionalEventDefinition"),
            Self::StartSignal => ("startEvent", "signalEventDefinition"),
            Self::StartCondition => ("startEvent", "conditionalEventDefinition"),
            Self::StartTimer => ("startEvent", "timerEventDefinition"),
            Self::BoundaryTimer => ("boundaryEvent", "timerEventDefinition"),
            Self::Remark => ("textAnnotation", ""),
        }
    }

    pub(super) fn is_gateway(self) -> bool {
        matches!(self, Self::Exclusive | Self::Parallel | Self::EventBased)
    }

    pub(super) fn is_event(self) -> bool {
        self.element().0.ends_with("Event")
    }

    /// Its width and height.
    pub(super) fn size(self) -> (f64, f64) {
        if self.is_gateway() {
            (50.0, 50.0)
        } else if self.is_event() {
            (36.0, 36.0)
        } else {
            (150.0, 84.0)
        }
    }
}

/// A shape.
#[derive(Debug, Clone)]
pub(super) struct Shape {
    pub(super) sign: Sign,
    pub(super) name: String,
    pub(super) lane: usize,
    /// The shape whose edge it sits on.
    pub(super) host: Option<usize>,
    pub(super) note: String,
}

impl Shape {
    /// Its width and height; a remark has room for its text.
    pub(super) fn size(&self) -> (f64, f64) {
        const LETTERS: usize = 26;
        match self.sign {
            Sign::Remark => (200.0, self.name.chars().count().div_ceil(LETTERS) as f64 * 15.0 + 14.0),
            sign => sign.size(),
        }
    }
}

/// A flow.
#[derive(Debug, Clone)]
pub(super) struct Flow {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) name: String,
}

/// What stands in a row.
#[derive(Debug, Clone)]
pub(super) enum Item {
    /// A shape, with shapes that hang below it.
    Shape(usize, Vec<usize>),
    /// Rows one below another.
    Rows(Vec<usize>),
}

/// A lane with its row.
#[derive(Debug, Clone)]
pub(super) struct LanePlan {
    pub(super) name: String,
    pub(super) row: usize,
}

/// A diagram without places.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) shapes: Vec<Shape>,
    pub(super) flows: Vec<Flow>,
    /// Shapes with their remarks.
    pub(super) remarks: Vec<(usize, usize)>,
    pub(super) rows: Vec<Vec<Item>>,
    pub(super) lanes: Vec<LanePlan>,
}

impl Plan {
    /// A new shape, not in a row yet.
    pub(super) fn shape(&mut self, sign: Sign, name: &str, lane: usize) -> usize {
        self.shapes.push(Shape { sign, name: name.to_owned(), lane, host: None, note: String::new() });
        self.shapes.len() - 1
    }

    /// A new shape at the end of a row.
    pub(super) fn put(&mut self, row: usize, sign: Sign, name: &str, lane: usize) -> usize {
        let shape = self.shape(sign, name, lane);
        self.rows[row].push(Item::Shape(shape, Vec::new()));
        shape
    }

    /// A new shape below another one.
    pub(super) fn hang(&mut self, below: usize, sign: Sign, name: &str) -> usize {
        let lane = self.shapes[below].lane;
        let shape = self.shape(sign, name, lane);
        for item in self.rows.iter_mut().flatten() {
            if let Item::Shape(host, hanging) = item
                && *host == below
            {
                hanging.push(shape);
            }
        }
        shape
    }

    /// A remark below a shape.
    pub(super) fn remark(&mut self, below: usize, text: &str) {
        let remark = self.hang(below, Sign::Remark, text);
        self.remarks.push((below, remark));
    }

    /// A flow; a second one between the same two adds its name to the first.
    pub(super) fn flow(&mut self, from: usize, to: usize, name: &str) {
        match self.flows.iter_mut().find(|flow| flow.from == from && flow.to == to) {
            Some(flow) if !name.is_empty() && !flow.name.is_empty() => flow.name = format!("{} / {name}", flow.name),
            Some(_) => {}
            None => self.flows.push(Flow { from, to, name: name.to_owned() }),
        }
    }

    fn count(&self, of: impl Fn(&Flow) -> usize, shape: usize) -> usize {
        self.flows.iter().filter(|flow| of(flow) == shape).count()
    }

    /// Puts a gateway before everything that several flows lead to, and after every task that several flows leave.
    pub(super) fn part_joins_from_splits(&mut self) {
        for shape in 0..self.shapes.len() {
            let sign = self.shapes[shape].sign;
            let (entering, leaving) = (self.count(|flow| flow.to, shape), self.count(|flow| flow.from, shape));
            let is_join = sign.is_gateway() && leaving <= 1;
            if entering < 2 || is_join {
                continue;
            }
            let lane = self.shapes[shape].lane;
            let join = self.shape(Sign::Exclusive, "", lane);
            self.flows.iter_mut().filter(|flow| flow.to == shape).for_each(|flow| flow.to = join);
            self.flows.push(Flow { from: join, to: shape, name: String::new() });
            for row in &mut self.rows {
                let place = row.iter().position(|item| matches!(item, Item::Shape(found, _) if *found == shape));
                if let Some(place) = place {
                    row.insert(place, Item::Shape(join, Vec::new()));
                }
            }
        }
        self.drop_idle_gateways();
    }

    /// A gateway with one way in and one way out says nothing: the flow goes past it.
    fn drop_idle_gateways(&mut self) {
        for shape in 0..self.shapes.len() {
            let idle = self.shapes[shape].sign.is_gateway()
                && self.count(|flow| flow.to, shape) == 1
                && self.count(|flow| flow.from, shape) == 1;
            if !idle {
                continue;
            }
            let onward = self.flows.iter().find(|flow| flow.from == shape).map(|flow| (flow.to, flow.name.clone()));
            let Some((to, name)) = onward else { continue };
            self.flows.retain(|flow| flow.from != shape);
            for flow in self.flows.iter_mut().filter(|flow| flow.to == shape) {
                flow.to = to;
                if flow.name.is_empty() {
                    flow.name.clone_from(&name);
                }
            }
            self.drop_from_rows(shape);
        }
    }

    fn drop_from_rows(&mut self, shape: usize) {
        let mut orphans = Vec::new();
        for row in &mut self.rows {
            row.retain_mut(|item| match item {
                Item::Shape(found, hanging) if *found == shape => {
                    orphans.append(hanging);
                    false
                }
                _ => true,
            });
        }
        // What hung below it hangs below whatever now leads there.
        for orphan in orphans {
            let from = self.flows.iter().find(|flow| flow.to == orphan).map(|flow| flow.from);
            for item in self.rows.iter_mut().flatten() {
                if let Item::Shape(host, hanging) = item
                    && Some(*host) == from
                {
                    hanging.push(orphan);
                }
            }
        }
    }

    /// Whether the flow divides at a shape.
    pub(super) fn splits(&self, shape: usize) -> bool {
        self.count(|flow| flow.from, shape) > 1
    }

    /// Whether a shape is drawn: gateways that were dropped are not.
    pub(super) fn is_drawn(&self, shape: usize) -> bool {
        self.flows.iter().any(|flow| flow.from == shape || flow.to == shape)
            || self.remarks.iter().any(|(_, remark)| *remark == shape)
    }
}
