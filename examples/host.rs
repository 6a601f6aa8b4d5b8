//! A whole host around a blueprint: one state and one timer for each contact.
//!
//! A "database" holds each contact's state as JSON and the instant of its timer. Inputs come from a
//! queue, timers from a heap, whichever is earlier. What fires is carried out once, however often it
//! is asked for: its key is kept. The host is down for a year and catches up. At the end a new
//! version of the blueprint takes over all contacts.
//!
//! ```sh
//! cargo run --example host
//! ```

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, VecDeque};
use std::error::Error;

use crm_blueprint::state::{Input, Migration, Snapshot};
use crm_blueprint::{Blueprint, Decision, Instant};

const FIRST: &str = r#"
blueprint rental "Tool rental" { version "1"  timezone "Europe/Dublin" }

channel email "E-mail" { cap 1 per day defer  quiet 20:00..08:00 defer }
channel desk  "Desk"   internal

contact { hours "Hours on the meter": int = 0  fax: text? }

event signed_up "Signed up"
event rented    "Rented"    { item: text }
event returned  "Returned"

journey customer {
  stage visitor initial
  stage trying
  stage renting
  transition visitor         -> trying  on signed_up
  transition visitor, trying -> renting on rented
  transition renting         -> trying  on returned
}

action welcome    "Welcome"             { channel email  automated }
action tips       "How to hold a drill" { channel email  automated }
action reminder   "Bring it back"       { channel email  automated }
action fetch_call "Where is it?"        { channel desk   human }

/// A machine is paid by the hour.
sequence meter "Meter of a machine" {
  repeat while in stage renting { wait 1 hour  set hours = hours + 1 }
}

rule greet   { on signed_up  do welcome, tips }
rule remind  { on rented     do reminder after 3 days  unless returned }
rule overdue { after 5 days in stage renting  do fetch_call }
rule metered { on rented where event.item == "generator"  start meter }
"#;

/// A year later: better names, and no fax any more.
fn second() -> String {
    FIRST
        .replace("version \"1\"", "version \"2\"")
        .replace("  fax: text?", "")
        .replace("stage trying\n", "stage member { renamed from trying }\n")
        .replace("visitor         -> trying", "visitor         -> member")
        .replace("visitor, trying", "visitor, member")
        .replace("renting         -> trying", "renting         -> member")
        .replace(
            "action reminder   \"Bring it back\"       {",
            "action return_mail \"Bring it back\" { renamed from reminder ",
        )
        .replace("do reminder after 3 days", "do return_mail after 3 days")
}

/// What is kept of a contact.
struct Row {
    state: String,
    timer: Option<Instant>,
}

struct Host {
    blueprint: Blueprint,
    contacts: BTreeMap<String, Row>,
    /// Timers that are no longer those of their rows are passed over.
    timers: BinaryHeap<Reverse<(Instant, String)>>,
    /// The keys of what has been carried out.
    done: BTreeSet<String>,
    outbox: Vec<String>,
    decisions: usize,
}

impl Host {
    fn new(blueprint: Blueprint) -> Self {
        let (contacts, timers, done) = (BTreeMap::new(), BinaryHeap::new(), BTreeSet::new());
        Self { blueprint, contacts, timers, done, outbox: Vec::new(), decisions: 0 }
    }

    /// Feeds an input at the host's own time: decide, carry out, store.
    fn feed(&mut self, contact: &str, input: &Input, now: Instant) -> Result<(), Box<dyn Error>> {
        loop {
            let decision = self.decide(contact, input)?;
            self.carry_out(&decision, now);
            self.store(contact, &decision)?;
            if !decision.more {
                return Ok(());
            }
            // So much was due that the input has not been judged: the same one again.
            println!("{now}  {contact}: caught up to {} only, and goes on", decision.at);
        }
    }

    fn decide(&mut self, contact: &str, input: &Input) -> Result<Decision, Box<dyn Error>> {
        let state = match self.contacts.get(contact) {
            Some(row) => self.blueprint.contact_from_json(&row.state)?,
            None => self.blueprint.contact(contact).build()?,
        };
        self.decisions += 1;
        Ok(self.blueprint.decide(&state, input)?)
    }

    /// Does what fired, unless it was done before, or it is too late in the day for it.
    fn carry_out(&mut self, decision: &Decision, now: Instant) {
        for firing in &decision.fired {
            let line = format!("{} {} {}", decision.contact(), firing.at, decision.action(firing));
            if !self.done.insert(decision.key(firing)) {
                println!("{now}  {line}: done before");
            } else if firing.good_until.is_some_and(|until| until <= now) {
                println!("{now}  {line}: too late to be done");
            } else {
                println!("{now}  {line}");
                self.outbox.push(line);
            }
        }
    }

    /// State and timer, in one transaction.
    fn store(&mut self, contact: &str, decision: &Decision) -> Result<(), Box<dyn Error>> {
        let row = Row { state: serde_json::to_string(&decision.next)?, timer: decision.wake_at };
        self.timers.extend(row.timer.map(|at| Reverse((at, contact.to_owned()))));
        self.contacts.insert(contact.to_owned(), row);
        Ok(())
    }

    /// Lets time pass: inputs and timers, in order of time.
    fn run(&mut self, queue: &mut VecDeque<(&str, Input)>, until: Instant) -> Result<(), Box<dyn Error>> {
        loop {
            let next = queue.front().map(|(_, input)| input.at).filter(|at| *at <= until);
            let timer = self.timers.peek().map(|Reverse((at, _))| *at).filter(|at| *at <= until);
            if let Some(at) = timer.filter(|at| next.is_none_or(|next| *at <= next)) {
                let Some(Reverse((_, contact))) = self.timers.pop() else { return Ok(()) };
                // Another input may have set another timer since.
                if self.contacts.get(&contact).is_some_and(|row| row.timer == Some(at)) {
                    self.feed(&contact, &Input::at(at), at)?;
                }
            } else if next.is_some() {
                let Some((contact, input)) = queue.pop_front() else { return Ok(()) };
                self.feed(contact, &input, input.at)?;
            } else {
                return Ok(());
            }
        }
    }

    /// Takes all contacts over to another version.
    fn migrate(&mut self, new: Blueprint) -> Result<(), Box<dyn Error>> {
        let migration = Migration::new().old(self.blueprint.ir().clone());
        self.blueprint = new;
        for contact in self.contacts.keys().cloned().collect::<Vec<_>>() {
            let stored = Snapshot::from_json(&self.contacts[&contact].state)?;
            let migrated = self.blueprint.migrate(&stored, &migration)?;
            println!("  {contact}");
            for entry in &migrated.report.entries {
                println!("    {entry}");
            }
            // It is not settled: to ask at its own clock settles it, and gives the timer.
            let clock = migrated.state.clock();
            let decision = self.blueprint.decide(&migrated.state, &Input::at(clock))?;
            self.carry_out(&decision, clock);
            self.store(&contact, &decision)?;
        }
        Ok(())
    }
}

fn at(text: &str) -> Result<Instant, Box<dyn Error>> {
    Ok(format!("{text}:00Z").parse()?)
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut host = Host::new(Blueprint::parse(FIRST)?);

    println!("THREE WEEKS");
    let mut queue = VecDeque::from([
        ("ann", Input::at(at("2026-03-02T22:15")?).id("e-1").event("signed_up")),
        // The queue delivers at least once.
        ("ann", Input::at(at("2026-03-02T22:15")?).id("e-1").event("signed_up")),
        ("bob", Input::at(at("2026-03-03T10:00")?).id("e-2").event("signed_up").change("fax", "555")),
        ("bob", Input::at(at("2026-03-03T11:00")?).id("e-3").event("rented").with("item", "drill")),
        ("bob", Input::at(at("2026-03-05T17:00")?).id("e-4").event("returned")),
        ("ann", Input::at(at("2026-03-06T09:00")?).id("e-5").event("rented").with("item", "saw")),
        ("cid", Input::at(at("2026-03-10T09:00")?).id("e-6").event("rented").with("item", "generator")),
        ("ann", Input::at(at("2026-03-12T09:00")?).id("e-7").event("returned")),
        ("bob", Input::at(at("2026-03-18T10:00")?).id("e-8").event("rented").with("item", "drill")),
    ]);
    host.run(&mut queue, at("2026-03-09T08:59")?)?;

    // The host dies between doing and storing: the same question gets the same keys.
    let timer = at("2026-03-09T09:00")?;
    let lost = host.decide("ann", &Input::at(timer))?;
    assert!(lost.fires("reminder"));
    host.carry_out(&lost, timer);
    host.run(&mut queue, at("2026-03-20T09:00")?)?;
    assert!(queue.is_empty());
    assert_eq!(
        host.outbox,
        [
            "ann 2026-03-03T08:00:00Z welcome",
            "bob 2026-03-03T10:00:00Z welcome",
            "ann 2026-03-04T08:00:00Z tips",
            "bob 2026-03-04T08:00:00Z tips",
            "ann 2026-03-09T09:00:00Z reminder",
            "ann 2026-03-11T09:00:00Z fetch_call",
            "cid 2026-03-13T09:00:00Z reminder",
            "cid 2026-03-15T09:00:00Z fetch_call",
        ]
    );
    println!("{} decisions, {} contacts", host.decisions, host.contacts.len());

    println!("\nDOWN FOR MORE THAN A YEAR");
    // Then cid brings the generator back: all hours since are counted first. Bob's timer is late.
    let now = at("2027-06-01T12:00")?;
    host.outbox.clear();
    host.feed("cid", &Input::at(now).id("e-9").event("returned"), now)?;
    host.feed("bob", &Input::at(now), now)?;
    let cid = host.blueprint.contact_from_json(&host.contacts["cid"].state)?;
    println!("{now}  cid: {} hours on the meter", serde_json::to_string(&cid.get("hours"))?);
    assert_eq!(cid.get("hours"), Some(10_755.into()));
    assert_eq!(cid.stage("customer"), Some("trying"));
    // A mail that should have gone last year does not; a task for a person is done all the same.
    assert_eq!(host.outbox, ["bob 2026-03-23T10:00:00Z fetch_call"]);

    println!("\nA NEW VERSION");
    let new = Blueprint::parse(&second())?;
    println!("  what it means for contacts under way:");
    for change in &new.changes_since(&host.blueprint).changes {
        println!("    {change}");
    }
    // A reminder is planned while the version changes: it stays where it is, under its new name.
    let now = at("2027-06-07T09:00")?;
    host.outbox.clear();
    host.feed("ann", &Input::at(now).id("e-10").event("rented").with("item", "saw"), now)?;
    host.migrate(new)?;
    host.run(&mut VecDeque::new(), at("2027-06-30T09:00")?)?;
    assert_eq!(host.outbox, ["ann 2027-06-10T09:00:00Z return_mail", "ann 2027-06-12T09:00:00Z fetch_call"]);
    let cid = host.blueprint.contact_from_json(&host.contacts["cid"].state)?;
    assert_eq!(cid.stage("customer"), Some("member"));
    Ok(())
}
