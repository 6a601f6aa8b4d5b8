//! Expressions and values as the language writes them, or as readers say them. A stored blueprint has no
//! source text, so this reads the expression itself.

use std::fmt::Write as _;

use super::*;
use crate::calendar::Duration;
use crate::text::escape;

/// For whom it is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    /// As the language writes it: names and operators.
    Language,
    /// For those who read no code: labels and words.
    Reader,
}

/// A value as the language writes it.
pub(crate) fn value(ir: &Blueprint, value: &Value) -> String {
    let mut out = String::new();
    write_value(ir, value, Style::Language, &mut out);
    out
}

/// An expression as the language writes it.
pub(crate) fn expr(ir: &Blueprint, id: ExprId) -> String {
    let mut printer = Printer { ir, style: Style::Language, out: String::new() };
    printer.expr(id, Level::Or);
    printer.out
}

/// What an expression reads, by its name alone: without the `is` of a segment.
pub(crate) fn name(ir: &Blueprint, id: ExprId) -> String {
    let mut printer = Printer { ir, style: Style::Language, out: String::new() };
    printer.name(id);
    printer.out
}

/// A value in a reader's words.
pub(crate) fn said_value(ir: &Blueprint, value: &Value) -> String {
    let mut out = String::new();
    write_value(ir, value, Style::Reader, &mut out);
    out
}

/// An expression in a reader's words.
pub(crate) fn said(ir: &Blueprint, id: ExprId) -> String {
    let mut printer = Printer { ir, style: Style::Reader, out: String::new() };
    printer.expr(id, Level::Or);
    printer.out
}

/// A name, or `?` for an id that the blueprint does not have.
fn shown(info: Option<&Info>, style: Style) -> &str {
    match style {
        Style::Language => info.map_or("?", |info| &info.name),
        Style::Reader => info.map_or("?", Info::title),
    }
}

/// How tightly an operator binds, the loosest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Or,
    And,
    Not,
    Comparison,
    Coalesce,
    Sum,
    Product,
    Negation,
    Primary,
}

struct Printer<'a> {
    ir: &'a Blueprint,
    style: Style,
    out: String,
}

impl Printer<'_> {
    /// Prints an expression where one of at least `level` can stand.
    fn expr(&mut self, id: ExprId, level: Level) {
        let Some(expr) = self.ir.exprs.get(id) else { return self.out.push('?') };
        let own = own_level(self.ir, &expr.kind);
        if own < level {
            self.out.push('(');
        }
        self.kind(&expr.kind);
        if own < level {
            self.out.push(')');
        }
    }

    fn kind(&mut self, kind: &ExprKind) {
        match kind {
            ExprKind::Literal(value) => write_value(self.ir, value, self.style, &mut self.out),
            ExprKind::List(parts) => self.list(parts),
            ExprKind::Not(part) => self.negated(*part),
            ExprKind::And(parts) => self.joined(parts, " and ", Level::Not),
            ExprKind::Or(parts) => self.joined(parts, " or ", Level::And),
            ExprKind::Negate(part) => {
                self.out.push('-');
                self.expr(*part, Level::Primary);
            }
            ExprKind::Widen(part) => self.expr(*part, Level::Or),
            ExprKind::Arithmetic { op, left, right } => {
                let (sign, level, right_level) = match op {
                    Arithmetic::Add => (" + ", Level::Sum, Level::Product),
                    Arithmetic::Subtract => (" - ", Level::Sum, Level::Product),
                    Arithmetic::Multiply => (" * ", Level::Product, Level::Negation),
                    Arithmetic::Divide => (" / ", Level::Product, Level::Negation),
                    Arithmetic::Remainder => (" % ", Level::Product, Level::Negation),
                };
                self.pair(*left, level, sign, *right, right_level);
            }
            ExprKind::Coalesce { left, right } => self.pair(*left, Level::Coalesce, " ?? ", *right, Level::Sum),
            ExprKind::Compare { op, left, right } => self.compared(*left, comparison(*op, self.style), *right),
            ExprKind::Between { value, low, high } => {
                self.compared(*value, " between ", *low);
                self.out.push_str(" and ");
                self.expr(*high, Level::Coalesce);
            }
            ExprKind::OneOf { value, elements } => {
                self.expr(*value, Level::Coalesce);
                self.out.push_str(if self.style == Style::Reader { " is " } else { " in " });
                self.list(elements);
            }
            ExprKind::Has { set, value } => self.compared(*set, " has ", *value),
            ExprKind::HasAny { set, other } => self.compared(*set, " has any ", *other),
            ExprKind::TextTest { op, text, part } => self.compared(*text, text_test(*op), *part),
            ExprKind::ContainsAny { text, elements } => {
                self.expr(*text, Level::Coalesce);
                self.out.push_str(" contains any ");
                self.list(elements);
            }
            ExprKind::Matches { text, pattern } => {
                self.expr(*text, Level::Coalesce);
                self.out.push_str(" matches ");
                quoted(pattern, self.style, &mut self.out);
            }
            ExprKind::IsSet(part) => {
                self.expr(*part, Level::Coalesce);
                self.out.push_str(" is set");
            }
            ExprKind::OrUnset { test, .. } => {
                self.expr(*test, Level::Comparison);
                self.out.push_str(" or unset");
            }
            ExprKind::InStage(stages) => self.in_stage(stages),
            ExprKind::Was(part) => {
                self.out.push_str("was ");
                self.name(*part);
            }
            ExprKind::Changed(part) => {
                self.out.push_str("changed ");
                self.name(*part);
            }
            ExprKind::Choose { cases, otherwise, .. } | ExprKind::Collect { cases, otherwise } => {
                for case in cases {
                    self.expr(case.test, Level::Or);
                    self.out.push_str(" -> ");
                    self.expr(case.value, Level::Or);
                    self.out.push_str("; ");
                }
                self.out.push_str("else -> ");
                match otherwise {
                    Some(value) => self.expr(*value, Level::Or),
                    None => self.out.push_str("unknown"),
                }
            }
            ExprKind::Call { function, arguments } => {
                self.out.push_str(function_name(*function));
                self.out.push('(');
                self.joined(arguments, ", ", Level::Or);
                self.out.push(')');
            }
            ExprKind::Segment(_) | ExprKind::Mode(_) => match (self.style, kind) {
                (Style::Language, _) => {
                    self.out.push_str("is ");
                    self.named(kind);
                }
                (Style::Reader, ExprKind::Segment(_)) => {
                    self.out.push_str("in segment ");
                    self.marked(kind);
                }
                (Style::Reader, _) => {
                    self.marked(kind);
                    self.out.push_str(" is on");
                }
            },
            ExprKind::Count { series, window } => self.remembered("count of ", *series, *window),
            ExprKind::Aggregate { function, series, window } => {
                self.remembered(aggregate(*function), *series, *window);
            }
            ExprKind::Last(series) => self.remembered("last ", *series, None),
            ExprKind::TimeInStage(stages) => {
                self.out.push_str("time in stage ");
                for (index, &stage) in stages.iter().enumerate() {
                    self.out.push_str(if index == 0 { "" } else { ", " });
                    self.stage(stage);
                }
            }
            ExprKind::Through { reference, value, .. } => {
                match self.ir.exprs.get(*reference).map(|expr| &expr.kind) {
                    // An instance of a scenario, by its name.
                    Some(ExprKind::Literal(Value::Text(id))) => self.out.push_str(id),
                    _ => self.expr(*reference, Level::Primary),
                }
                self.out.push_str(self.dot());
                self.bare(*value);
            }
            ExprKind::AtLeast { instances, number: 1 } => self.instances("any ", *instances, None),
            ExprKind::AtLeast { instances, number } => {
                self.instances(&format!("at least {number} "), *instances, None);
            }
            ExprKind::CountInstances(instances) => self.instances("count of ", *instances, None),
            ExprKind::AggregateInstances { function, instances, value } => {
                self.instances(aggregate(*function), *instances, Some(*value));
            }
            ExprKind::Argument(index) => {
                let _ = write!(self.out, "argument {index}");
            }
            ExprKind::Sla { sla, question } => {
                if let Some(sla) = self.ir.slas.get(*sla) {
                    let info = self.qualified(sla.object, &sla.info);
                    self.out.push_str(shown(Some(info), self.style));
                }
                self.out.push_str(question_text(*question, self.style));
            }
            ExprKind::Setting(id) if self.style == Style::Reader => {
                self.named(kind);
                // A reader wants to know how much it is, unless another is set.
                if let Some(setting) = self.ir.settings.get(*id) {
                    let _ = write!(self.out, " ({})", said_value(self.ir, &setting.default));
                }
            }
            named => self.named(named),
        }
    }

    fn name(&mut self, id: ExprId) {
        match self.ir.exprs.get(id).map(|expr| &expr.kind) {
            Some(named @ (ExprKind::Segment(_) | ExprKind::Mode(_))) => self.named(named),
            _ => self.expr(id, Level::Primary),
        }
    }

    fn named(&mut self, kind: &ExprKind) {
        let ir = self.ir;
        let info = match kind {
            ExprKind::Field(id) => ir.fields.get(*id).map(|field| self.qualified(field.object, &field.info)),
            ExprKind::InstanceId(object) => {
                self.out.push_str(if self.style == Style::Reader { "this " } else { "" });
                self.object(*object);
                self.out.push_str(if self.style == Style::Reader { "" } else { ".id" });
                return;
            }
            ExprKind::Let(id) if self.style == Style::Reader => return self.derived(*id),
            ExprKind::Let(id) => ir.lets.get(*id).map(|declared| self.qualified(declared.object, &declared.info)),
            ExprKind::Score(id) => ir.scores.get(*id).map(|score| self.qualified(score.object, &score.info)),
            ExprKind::Segment(id) => ir.segments.get(*id).map(|segment| self.qualified(segment.object, &segment.info)),
            ExprKind::Mode(id) => ir.modes.get(*id).map(|mode| self.qualified(mode.object, &mode.info)),
            ExprKind::Setting(id) => ir.settings.get(*id).map(|setting| &setting.info),
            ExprKind::Payload(ids) => {
                self.out.push_str(if self.style == Style::Reader { "" } else { "event." });
                ids.first().and_then(|&id| ir.parameters.get(id)).map(|parameter| &parameter.info)
            }
            ExprKind::Now => return self.out.push_str("now"),
            ExprKind::Today => return self.out.push_str("today"),
            ExprKind::Column(index) => {
                let _ = write!(self.out, "column {index}");
                return;
            }
            _ => None,
        };
        self.out.push_str(shown(info, self.style));
    }

    /// A derived value for readers: `Pipeline`, or of a table `target by “Who speaks to whom”`.
    fn derived(&mut self, id: LetId) {
        let ir = self.ir;
        let info = ir.lets.get(id).map(|declared| &declared.info);
        let table = ir.tables.values().find(|table| table.outputs.contains(&id));
        match (table, info) {
            (Some(table), Some(info)) => {
                let own = info.label.as_deref().or_else(|| info.name.rsplit('.').next()).unwrap_or("?");
                let _ = write!(self.out, "{own} by “{}”", table.info.title());
            }
            _ => self.out.push_str(shown(info, self.style)),
        }
    }

    /// A name in the marks that readers know from a page.
    fn marked(&mut self, kind: &ExprKind) {
        self.out.push('“');
        self.named(kind);
        self.out.push('”');
    }

    fn object(&mut self, id: ObjectId) {
        self.out.push_str(shown(self.ir.objects.get(id).map(|object| &object.info), self.style));
    }

    fn stage(&mut self, id: StageId) {
        match self.style {
            Style::Language => self.out.push_str(&stage_name(self.ir, id)),
            Style::Reader => {
                let info = self.ir.stages.get(id).map(|stage| &stage.info);
                let _ = write!(self.out, "“{}”", shown(info, self.style));
            }
        }
    }

    /// Between an instance and what is read of it.
    const fn dot(&self) -> &'static str {
        match self.style {
            Style::Language => ".",
            Style::Reader => " › ",
        }
    }

    /// Says of which object what follows is.
    fn qualified<'i>(&mut self, object: Option<ObjectId>, info: &'i Info) -> &'i Info {
        // A reader knows from the place whose it is.
        if let (Some(object), Style::Language) = (object, self.style) {
            self.object(object);
            self.out.push('.');
        }
        info
    }

    /// What is read of an instance that has been named already.
    fn bare(&mut self, id: ExprId) {
        let ir = self.ir;
        let info = match ir.exprs.get(id).map(|expr| &expr.kind) {
            Some(ExprKind::Field(id)) => ir.fields.get(*id).map(|field| &field.info),
            Some(ExprKind::Let(id)) => ir.lets.get(*id).map(|declared| &declared.info),
            Some(ExprKind::Score(id)) => ir.scores.get(*id).map(|score| &score.info),
            Some(ExprKind::Segment(id)) => ir.segments.get(*id).map(|segment| &segment.info),
            Some(ExprKind::Mode(id)) => ir.modes.get(*id).map(|mode| &mode.info),
            Some(ExprKind::InstanceId(_)) => return self.out.push_str("id"),
            Some(ExprKind::Sla { sla, question }) => {
                self.out.push_str(shown(ir.slas.get(*sla).map(|sla| &sla.info), self.style));
                return self.out.push_str(question_text(*question, self.style));
            }
            Some(ExprKind::Widen(part)) => return self.bare(*part),
            _ => return self.expr(id, Level::Primary),
        };
        self.out.push_str(shown(info, self.style));
    }

    /// `any ticket where ticket.impact == blocking`, `sum of deal.amount in last 90 days`
    fn instances(&mut self, word: &str, instances: Instances, value: Option<ExprId>) {
        self.out.push_str(word);
        self.object(instances.object);
        if let Some(value) = value {
            self.out.push_str(self.dot());
            self.bare(value);
        }
        if let Some(filter) = instances.filter {
            self.out.push_str(" where ");
            self.expr(filter, Level::Not);
        }
        if let Some(window) = instances.window {
            let _ = write!(self.out, " in last {window}");
        }
    }

    /// `count of purchase where amount > 50 in last 90 days`
    fn remembered(&mut self, word: &str, series: SeriesId, window: Option<Duration>) {
        self.out.push_str(word);
        match self.style {
            Style::Language => self.out.push_str(self.ir.series.get(series).map_or("?", |series| &series.key)),
            Style::Reader => self.series(series),
        }
        if let Some(window) = window {
            let _ = write!(self.out, " in last {window}");
        }
    }

    /// `Order › Total where Total > 50`
    fn series(&mut self, id: SeriesId) {
        let ir = self.ir;
        let Some(series) = ir.series.get(id) else { return self.out.push('?') };
        let _ = write!(self.out, "“{}”", shown(ir.events.get(series.event).map(|event| &event.info), self.style));
        if let Some(value) = series.value.and_then(|value| ir.parameters.get(value)) {
            let _ = write!(self.out, "{}{}", self.dot(), shown(Some(&value.info), self.style));
        }
        if let Some(filter) = series.filter {
            self.out.push_str(" where ");
            self.expr(filter, Level::Not);
        }
    }

    /// `not x`, in the shorter forms that the language has.
    fn negated(&mut self, part: ExprId) {
        match self.ir.exprs.get(part).map(|expr| &expr.kind) {
            Some(ExprKind::InStage(stages)) if stages.len() == 1 => {
                self.out.push_str("not ");
                self.in_stage(stages);
            }
            Some(ExprKind::IsSet(part)) => {
                self.expr(*part, Level::Coalesce);
                self.out.push_str(" is unset");
            }
            Some(ExprKind::OneOf { value, elements }) => {
                self.expr(*value, Level::Coalesce);
                self.out.push_str(if self.style == Style::Reader { " is none of " } else { " not in " });
                self.list(elements);
            }
            Some(ExprKind::AtLeast { instances, number: 1 }) => self.instances("no ", *instances, None),
            Some(ExprKind::AtLeast { instances, number }) => {
                self.instances(&format!("at most {} ", number.saturating_sub(1)), *instances, None);
            }
            Some(ExprKind::HasAny { set, other }) => self.compared(*set, " has none ", *other),
            Some(ExprKind::TextTest { op: TextTest::Contains, text, part }) => {
                self.compared(*text, " not contains ", *part);
            }
            _ => {
                self.out.push_str("not ");
                self.expr(part, Level::Not);
            }
        }
    }

    fn in_stage(&mut self, stages: &[StageId]) {
        for (index, &stage) in stages.iter().enumerate() {
            self.out.push_str(if index == 0 { "in stage " } else { " or in stage " });
            self.stage(stage);
        }
    }

    fn pair(&mut self, left: ExprId, left_level: Level, sign: &str, right: ExprId, right_level: Level) {
        self.expr(left, left_level);
        self.out.push_str(sign);
        self.expr(right, right_level);
    }

    fn compared(&mut self, left: ExprId, sign: &str, right: ExprId) {
        self.pair(left, Level::Coalesce, sign, right, Level::Coalesce);
    }

    fn list(&mut self, parts: &[ExprId]) {
        if self.style == Style::Reader {
            for (index, &part) in parts.iter().enumerate() {
                let last = index.saturating_add(1) == parts.len();
                self.out.push_str(match index {
                    0 => "",
                    _ if last => " or ",
                    _ => ", ",
                });
                self.expr(part, Level::Or);
            }
            return;
        }
        self.out.push('[');
        self.joined(parts, ", ", Level::Or);
        self.out.push(']');
    }

    fn joined(&mut self, parts: &[ExprId], sign: &str, level: Level) {
        for (index, &part) in parts.iter().enumerate() {
            if index > 0 {
                self.out.push_str(sign);
            }
            self.expr(part, level);
        }
    }
}

fn own_level(ir: &Blueprint, kind: &ExprKind) -> Level {
    match kind {
        ExprKind::Or(_) => Level::Or,
        ExprKind::InStage(stages) if stages.len() > 1 => Level::Or,
        ExprKind::And(_) => Level::And,
        ExprKind::Not(part) => match ir.exprs.get(*part).map(|expr| &expr.kind) {
            Some(ExprKind::IsSet(_) | ExprKind::OneOf { .. } | ExprKind::HasAny { .. } | ExprKind::AtLeast { .. }) => {
                Level::Comparison
            }
            Some(ExprKind::TextTest { op: TextTest::Contains, .. }) => Level::Comparison,
            _ => Level::Not,
        },
        ExprKind::Compare { .. }
        | ExprKind::Between { .. }
        | ExprKind::OneOf { .. }
        | ExprKind::Has { .. }
        | ExprKind::HasAny { .. }
        | ExprKind::TextTest { .. }
        | ExprKind::ContainsAny { .. }
        | ExprKind::Matches { .. }
        | ExprKind::AtLeast { .. }
        | ExprKind::OrUnset { .. }
        | ExprKind::IsSet(_) => Level::Comparison,
        ExprKind::Coalesce { .. } => Level::Coalesce,
        ExprKind::Arithmetic { op: Arithmetic::Add | Arithmetic::Subtract, .. } => Level::Sum,
        ExprKind::Arithmetic { .. } => Level::Product,
        ExprKind::Negate(_) => Level::Negation,
        ExprKind::Widen(part) => ir.exprs.get(*part).map_or(Level::Primary, |part| match &part.kind {
            // What is widened is an int: an operator of ints, or nothing that needs a bracket.
            ExprKind::Arithmetic { op: Arithmetic::Add | Arithmetic::Subtract, .. } => Level::Sum,
            ExprKind::Arithmetic { .. } => Level::Product,
            ExprKind::Coalesce { .. } => Level::Coalesce,
            ExprKind::Negate(_) => Level::Negation,
            _ => Level::Primary,
        }),
        _ => Level::Primary,
    }
}

/// A stage's name, with its journey's where two journeys have one of this name.
pub(crate) fn stage_name(ir: &Blueprint, id: StageId) -> String {
    let Some(stage) = ir.stages.get(id) else { return "?".to_owned() };
    let own = &stage.info.name;
    if ir.stages.iter().any(|(other, stage)| other != id && stage.info.name == *own) {
        let journey = ir.journeys.get(stage.journey).map(|journey| &journey.info);
        return format!("{}.{own}", shown(journey, Style::Language));
    }
    own.clone()
}

fn write_value(ir: &Blueprint, value: &Value, style: Style, out: &mut String) {
    let _ = match value {
        Value::Bool(value) => write!(out, "{value}"),
        Value::Int(value) => write!(out, "{value}"),
        Value::Decimal(value) => write!(out, "{value}"),
        Value::Text(text) => {
            quoted(text, style, out);
            Ok(())
        }
        Value::Date(date) => write!(out, "{date}"),
        Value::Datetime(instant) => write!(out, "{instant}"),
        Value::Duration(duration) => write!(out, "{duration}"),
        Value::Member(id, index) => {
            let members = ir.enums.get(*id).map_or(&[][..], |declared| &declared.members);
            let member = usize::try_from(*index).ok().and_then(|index| members.get(index));
            out.push_str(shown(member.map(|member| &member.info), style));
            Ok(())
        }
        Value::Team(id) => {
            out.push_str(shown(ir.teams.get(*id).map(|team| &team.info), style));
            Ok(())
        }
        Value::Set(elements) => {
            out.push('[');
            for (index, element) in elements.iter().enumerate() {
                if index > 0 {
                    out.push_str(", ");
                }
                // Sets do not nest: this goes one level deep.
                write_value(ir, element, style, out);
            }
            out.push(']');
            Ok(())
        }
    };
}

/// A text in quotes, cut where it is long; nothing in it moves a terminal.
fn quoted(text: &str, style: Style, out: &mut String) {
    const SHOWN: usize = 120;
    let (open, close) = if style == Style::Reader { ('“', '”') } else { ('"', '"') };
    out.push(open);
    for (index, c) in text.chars().enumerate() {
        if index == SHOWN {
            out.push('…');
            break;
        }
        match c {
            '"' if style == Style::Language => out.push_str("\\\""),
            '\\' if style == Style::Language => out.push_str("\\\\"),
            c => escape::push(out, c),
        }
    }
    out.push(close);
}

const fn aggregate(function: Aggregate) -> &'static str {
    match function {
        Aggregate::Sum => "sum of ",
        Aggregate::Average => "average of ",
        Aggregate::Min => "min of ",
        Aggregate::Max => "max of ",
    }
}

const fn comparison(op: Comparison, style: Style) -> &'static str {
    match (op, style) {
        (Comparison::Equal, Style::Language) => " == ",
        (Comparison::NotEqual, Style::Language) => " != ",
        (Comparison::LessOrEqual, Style::Language) => " <= ",
        (Comparison::GreaterOrEqual, Style::Language) => " >= ",
        (Comparison::Less, _) => " < ",
        (Comparison::Greater, _) => " > ",
        (Comparison::Equal, Style::Reader) => " is ",
        (Comparison::NotEqual, Style::Reader) => " is not ",
        (Comparison::LessOrEqual, Style::Reader) => " ≤ ",
        (Comparison::GreaterOrEqual, Style::Reader) => " ≥ ",
    }
}

const fn text_test(op: TextTest) -> &'static str {
    match op {
        TextTest::Contains => " contains ",
        TextTest::ContainsWord => " contains word ",
        TextTest::StartsWith => " starts with ",
        TextTest::EndsWith => " ends with ",
    }
}

const fn function_name(function: Function) -> &'static str {
    match function {
        Function::Round => "round",
        Function::Floor => "floor",
        Function::Min => "min",
        Function::Max => "max",
        Function::Abs => "abs",
        Function::Lower => "lower",
        Function::Length => "length",
    }
}

/// `.due`, ` is running`
const fn question_text(question: SlaQuestion, style: Style) -> &'static str {
    match (question, style) {
        (SlaQuestion::Due, Style::Language) => ".due",
        (SlaQuestion::Used, Style::Language) => ".used",
        (SlaQuestion::Remaining, Style::Language) => ".remaining",
        (SlaQuestion::Due, Style::Reader) => " (when it is due)",
        (SlaQuestion::Used, Style::Reader) => " (time used)",
        (SlaQuestion::Remaining, Style::Reader) => " (time left)",
        (SlaQuestion::Running, _) => " is running",
        (SlaQuestion::Paused, _) => " is paused",
        (SlaQuestion::Met, _) => " is met",
        (SlaQuestion::Breached, _) => " is breached",
    }
}
