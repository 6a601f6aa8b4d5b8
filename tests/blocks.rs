//! The standard blocks: each in a host that has what it needs, all of them in one.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use crm_blueprint::blocks::{ALL, Block};
use crm_blueprint::{Blueprint, format};

const FREE: &str = "blueprint host \"Host\" { version \"1\" }\nchannel email \"E-mail\"\n";

/// A channel that holds back what a company would.
const STRICT: &str = r#"
blueprint host "Host" { version "1"  timezone contact.timezone ?? "Europe/Paris" }
contact { bounced: bool = false  timezone: text? }
channel email "E-mail" {
  consent not bounced
  cap     2 per day
  cap     10 per 7 days
  quiet   21:00..08:00 defer
  days    mon..fri defer
}
"#;

fn imports<'b>(blocks: impl IntoIterator<Item = &'b Block>) -> String {
    blocks.into_iter().map(|block| format!("import \"{}\"\n", block.path)).collect()
}

/// The text checks without a warning, and its scenarios pass and reach everything.
#[track_caller]
fn holds(text: &str) {
    let blueprint = Blueprint::parse(text).unwrap();
    assert!(blueprint.warnings().is_empty(), "{}", blueprint.warnings().concise(blueprint.sources()));
    let report = blueprint.test();
    report.assert_passed();
    assert!(report.coverage().is_complete(), "{report}");
}

#[test]
fn the_list_is_whole() {
    let names: Vec<&str> = ALL.iter().map(|block| block.name).collect();
    assert_eq!(
        names,
        [
            "welcome",
            "abandoned_cart",
            "reactivation",
            "dunning",
            "onboarding",
            "renewal",
            "satisfaction_survey",
            "tickets"
        ]
    );
    let readme = include_str!("../README.md");
    for block in ALL {
        assert!(readme.contains(block.path), "the README does not name {}", block.path);
    }
}

#[test]
fn each_holds_by_itself() {
    for block in ALL {
        for host in [FREE, STRICT] {
            holds(&(imports([block]) + host));
        }
    }
}

#[test]
fn all_hold_together_in_any_order() {
    for host in [FREE, STRICT] {
        holds(&(imports(ALL) + host));
        holds(&(host.to_owned() + &imports(ALL.iter().rev())));
    }
}

#[test]
fn each_needs_no_more_than_it_says() {
    for block in ALL {
        let text = imports([block]) + "blueprint host";
        let error = Blueprint::parse(&text).unwrap_err();
        for found in error.report() {
            assert!(found.code.id() == "E0201" && found.message.contains("`email`"), "{}: {found:?}", block.name);
        }
        assert!(block.text.contains("//! Needs: a channel `email`"), "{}", block.name);
        for said in ["Entry: ", "Goal: ", "Exit: ", "Re-entry: "] {
            assert!(block.text.contains(said), "{} does not say `{said}`", block.name);
        }
    }
}

#[test]
fn names_begin_with_the_block_s_own() {
    for block in ALL {
        let blueprint = Blueprint::parse(&(imports([block]) + FREE)).unwrap();
        let ir = blueprint.ir();
        let names = (ir.teams.values().map(|one| &one.info))
            .chain(ir.purposes.values().map(|one| &one.info))
            .chain(ir.channels.values().map(|one| &one.info))
            .chain(ir.fields.values().map(|one| &one.info))
            .chain(ir.events.values().map(|one| &one.info))
            .chain(ir.settings.values().map(|one| &one.info))
            .chain(ir.segments.values().map(|one| &one.info))
            .chain(ir.journeys.values().map(|one| &one.info))
            .chain(ir.stages.values().map(|one| &one.info))
            .chain(ir.actions.values().map(|one| &one.info))
            .chain(ir.sequences.values().map(|one| &one.info))
            .chain(ir.rules.values().map(|one| &one.info))
            .chain(ir.openings.values().map(|one| &one.info))
            .chain(ir.objects.values().map(|one| &one.info));
        // Fields of an object have its own name before them already.
        let own = |info: &&crm_blueprint::ir::Info| {
            !ir.fields.values().any(|field| field.object.is_some() && field.info.name == info.name)
        };
        for info in names.filter(|info| info.name != "email").filter(own) {
            assert!(info.name.starts_with(block.name.trim_end_matches('s')), "{}: {}", block.name, info.name);
        }
    }
}

#[test]
fn each_has_a_canonical_text_that_says_the_same() {
    for block in ALL {
        let printed = format::format(block.text).unwrap();
        assert_eq!(format::format(&printed).unwrap(), printed);
    }
}

/// What the scenarios of a block claim is checked: each expectation that is turned round fails.
#[test]
fn a_wrong_expectation_fails() {
    for block in ALL {
        let mut turned = 0;
        for (at, line) in block.text.lines().enumerate() {
            let Some((before, named)) = line.split_once("then  fires ") else { continue };
            let wrong = format!("{before}then  not fires {named}");
            let lines = block.text.lines().enumerate().map(|(other, line)| if other == at { &wrong } else { line });
            let text = lines.collect::<Vec<&str>>().join("\n");
            let report = Blueprint::parse(&format!("{text}\n{FREE}")).unwrap().test();
            assert!(!report.passed(), "{}: line {} can't fail", block.name, at + 1);
            turned += 1;
        }
        assert!(turned >= 5, "{}: too few expectations", block.name);
    }
}

/// What `tests/north_star/forms.blueprint` declares and this version supports, beside the import.
#[test]
fn welcome_fits_the_blueprint_of_all_forms() {
    holds_beside(
        r#"
import "blocks/welcome.blueprint"
blueprint forms "Toutes les formes" { version "0.1.0"  status as_is  owner ops  timezone contact.timezone ?? "Europe/Paris" }
team ops     "Opérations" { capacity 70 hours per week }
team desk_fr "Support francophone"
system erp "ERP"
system shop "Boutique en ligne"
purpose news    "Actualités" { consent news_opt_in  cap 4 per calendar month }
purpose receipt "Transactionnel" { transactional }
channel email "E-mail" {
  consent not bounced
  cap     email_cap per 24 hours when email_cap is set defer at most 3 days
  cap     2 per day
  cap     10 per 7 days across email, sms exempt receipt
  quiet   21:00..08:00 defer
  days    mon, tue, wed, thu, fri defer
}
channel sms "SMS" { consent sms_opt_in  cap 2 per calendar week }
enum tier { standard "Standard", premium "Premium", trial "Essai" }
enum language { fr, en }
setting patience: duration = 10 days
contact {
  tier:        tier = standard
  language:    language = fr
  timezone:    text?
  news_opt_in: bool = false { basis consent }
  sms_opt_in:  bool = false { basis consent }
  bounced:     bool = false
  email_cap:   int?
  spend:       decimal = 0  { source shop }
}
event order_placed  "Commande passée" { total: decimal }
event mail_received "E-mail reçu" { from: text  body: text  refuse when event.from ends with "@spam.example" }
event cart_filled   "Panier rempli" { value: decimal }
event cart_paid     "Panier payé"
action thank "Remerciement" { channel email  owner ops  automated  purpose news  otherwise thank_sms }
action thank_sms "Remerciement SMS" { channel sms  owner ops  automated  purpose news }
sequence nurture "Nourrir" { reentry after 30 days  goal on order_placed  do thank  wait 7 days  do thank }
rule upgraded { on change tier from standard to premium  start nurture }
"#,
    );
}

#[track_caller]
fn holds_beside(text: &str) {
    let blueprint = Blueprint::parse(text).unwrap();
    blueprint.test().assert_passed();
}
