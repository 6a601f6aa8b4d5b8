//! Every operator on every family of types.

use super::world::World;

#[test]
fn literals_and_names() {
    World::new().table(&[
        ("true", "bool"),
        ("42", "int"),
        ("-42", "int"),
        ("4.20", "decimal"),
        ("-4.20", "decimal"),
        ("25%", "decimal"),
        ("-25%", "decimal"),
        ("\"x\"", "text"),
        ("2 days", "duration"),
        ("-2 days", "duration"),
        ("2026-03-02", "date"),
        ("2026-03-02 10:00", "datetime"),
        ("2200-03-02 10:00", "E0106"),
        ("now", "datetime"),
        ("today", "date"),
        ("plan", "plan"),
        ("tier", "plan?"),
        ("contact.tier", "plan?"),
        ("contact.maturity", "int"),
        ("contact.threshold", "E0204"),
        ("contact.citty", "E0204"),
        ("status", "contact.status"),
        ("worth", "decimal?"),
        ("threshold", "int"),
        ("sme", "bool?"),
        ("is sme", "bool?"),
        ("is maturity", "E0203"),
        ("is plan", "E0203"),
        ("is vip", "E0203"),
        ("is smee", "E0201"),
        ("maturity", "int"),
        ("event.amount", "decimal"),
        ("event.coupon", "text"),
        ("event.cuopon", "E0204"),
        ("event", "E0203"),
        ("nothing", "E0201"),
        ("email", "E0203"),
        ("bought", "E0203"),
        ("bought.amount", "E0203"),
        ("sales", "E0203"),
        ("lead", "E0201"),
        ("pro", "E0201"),
        ("plan.pro", "E0203"),
        ("lifecycle.lead", "E0203"),
        ("city.name", "E0203"),
        ("email.x", "E0203"),
        ("contact.plan.x", "E0203"),
        ("evnt.amount", "E0201"),
    ]);
}

#[test]
fn what_is_wrong_elsewhere_is_silent_here() {
    World::new().table(&[
        ("broken", ""),
        ("contact.broken", ""),
        ("broken.level", ""),
        ("wrong", ""),
        ("ticket", ""),
        ("ticket.kind", ""),
        ("is dunning", "bool?"),
        ("event.bad", ""),
        ("in stage lost", ""),
        ("in stage care.lost", ""),
        ("broken == pro", ""),
        ("pro == broken", ""),
        ("broken in [pro, trial]", ""),
        ("broken + 1 > age and nothing", "E0201"),
        // What `nothing` means, only the other side could tell.
        ("broken == nothing", ""),
        ("round(wrong)", ""),
        ("wrong ?? pro", ""),
        ("vip and broken and nothing and other", "E0201 E0201"),
        ("not broken", ""),
        ("[broken, 1]", ""),
        ("was wrong", ""),
    ]);
}

#[test]
fn nothing_is_unknown_where_the_text_is_incomplete() {
    let mut world = World::new();
    world.symbols.incomplete = true;
    world.table(&[
        ("nothing", ""),
        ("nothing.more", ""),
        ("contact.nothing", ""),
        ("event.nothing", ""),
        ("plan == nothing", ""),
        ("desk == nothing", ""),
        ("is nothing", ""),
        ("in stage nothing", ""),
        ("in stage nothing.lead", ""),
        ("in stage care.nothing", ""),
        // What is known is still held to its type.
        ("age == \"x\"", "E0302"),
        // It may also be a field that could not be read.
        ("email", ""),
    ]);
}

#[test]
fn logic() {
    World::new().table(&[
        ("vip and sme", "bool?"),
        ("vip and true", "bool"),
        ("vip or opt_in", "bool?"),
        ("not vip", "bool"),
        ("not opt_in", "bool?"),
        ("not not opt_in", "bool?"),
        ("vip and opt_in and true", "bool?"),
        ("age and vip", "E0303"),
        ("vip or name", "E0303"),
        ("not age", "E0303"),
        ("not tags", "E0303"),
        ("age and name", "E0303 E0303"),
        ("opt_in is set", "bool"),
        ("opt_in is unset", "bool"),
        ("opt_in is set and vip", "bool"),
        ("nothing is set", "E0201"),
        ("(rate ?? worth) is set", "bool"),
    ]);
}

#[test]
fn equality() {
    World::new().table(&[
        ("vip == true", "bool"),
        ("age == 3", "bool"),
        ("size == 3", "bool?"),
        ("3 == size", "bool?"),
        ("age == 3.5", "bool"),
        ("mrr != 3", "bool"),
        ("rate == age", "bool?"),
        ("name == city", "bool?"),
        ("born == 2026-03-02", "bool"),
        ("seen == now", "bool"),
        ("term == 2 days", "bool"),
        ("desk == sales", "bool?"),
        ("support == desk", "bool?"),
        ("plan == pro", "bool"),
        ("pro == plan", "bool"),
        ("plan == tier", "bool?"),
        ("saas == industry", "bool?"),
        ("industry == services", "bool?"),
        ("services == industry", "bool?"),
        ("services == 3", "bool"),
        ("services == age", "bool"),
        ("(tier ?? trial) == pro", "bool"),
        ("pro == (tier ?? trial)", "bool"),
        ("status == open", "bool"),
        ("tags == [\"a\"]", "bool"),
        ("[1, 2] == amounts", "bool"),
        ("amounts != [1, 2]", "bool"),
        ("plans == [pro]", "bool"),
        ("[pro] == plans", "bool"),
        ("tags == []", "bool"),
        ("plan == \"pro\"", "E0302"),
        ("\"pro\" == plan", "E0302"),
        ("plan == industry", "E0302"),
        ("plan == prp", "E0204"),
        ("plann == pro", "E0201"),
        ("pro == plann", "E0201"),
        ("desk == salles", "E0204"),
        ("plan == email", "E0203"),
        ("age == name", "E0302"),
        ("born == seen", "E0302"),
        ("seen == today", "E0302"),
        ("vip == 1", "E0302"),
        ("term == 3", "E0302"),
        ("tags == name", "E0302"),
        ("tags == levels", "E0302"),
        ("levels == amounts", "E0302"),
        ("[] == []", "E0301"),
    ]);
}

#[test]
fn order() {
    World::new().table(&[
        ("age < 3", "bool"),
        ("age <= 3.5", "bool"),
        ("size > mrr", "bool?"),
        ("3 >= rate", "bool?"),
        ("born < today", "bool"),
        ("called > now", "bool?"),
        ("term > 2 days", "bool"),
        ("age between 1 and 5", "bool"),
        ("age between 1.5 and 5", "bool"),
        ("size between 1 and 5", "bool?"),
        ("age between size and 5", "bool?"),
        ("size between 1 and 5 or unset", "bool"),
        ("age between size and 5 or unset", "bool?"),
        ("born between 2026-01-01 and today", "bool"),
        ("seen between born and now", "E0302"),
        ("seen between now and born", "E0302"),
        ("name between \"a\" and \"b\"", "E0302"),
        ("name < city", "E0302"),
        ("plan > trial", "E0302"),
        ("vip < true", "E0302"),
        ("desk > sales", "E0302"),
        ("tags < [\"a\"]", "E0302"),
        ("age < \"x\"", "E0302"),
        ("seen > today", "E0302"),
        ("term > 30", "E0302"),
    ]);
}

#[test]
fn membership() {
    World::new().table(&[
        ("age in [1, 2]", "bool"),
        ("age in [1, 2.5]", "bool"),
        ("mrr in [1, 2]", "bool"),
        ("size in [1, 2]", "bool?"),
        ("age in [1, size]", "bool?"),
        ("size in [1, 2] or unset", "bool"),
        ("size not in [1, 2] or unset", "bool"),
        ("plan in [pro, trial]", "bool"),
        ("pro in [plan, tier]", "bool?"),
        ("pro in plans", "bool"),
        ("plan in plans", "bool"),
        ("plan not in [pro]", "bool"),
        ("desk in [sales, support]", "bool?"),
        ("name in [\"a\", \"b\"]", "bool"),
        ("age in 20..50", "bool"),
        ("age not in 20..50", "bool"),
        ("age in 20..50.5", "bool"),
        ("born in 2026-01-01..2026-02-01", "bool"),
        ("size in 20..50 or unset", "bool"),
        ("name in tags", "bool"),
        ("city in tags", "bool?"),
        ("age in amounts", "bool"),
        ("age in []", "bool"),
        ("name in words", "bool"),
        ("age in name", "E0303"),
        ("age in [\"a\"]", "E0302"),
        ("age in [1, \"a\"]", "E0301"),
        ("plan in [\"pro\"]", "E0302"),
        ("plan in [pro, trail]", "E0204"),
        ("plann in [pro, trial]", "E0201"),
        ("tags in [\"a\"]", "E0303"),
        ("tags in tags", "E0303"),
        ("mrr in levels", "E0302"),
        ("name in \"a\"..\"b\"", "E0302"),
        ("age in 1..\"b\"", "E0302"),
        ("[pro, other] == plans", "E0204"),
    ]);
}

#[test]
fn sets() {
    World::new().table(&[
        ("tags has \"a\"", "bool"),
        ("tags has city", "bool?"),
        ("levels has 1", "bool"),
        ("amounts has 1", "bool"),
        ("amounts has 1.5", "bool"),
        ("plans has pro", "bool"),
        ("[pro, trial] has plan", "bool"),
        ("tags has any [\"a\", \"b\"]", "bool"),
        ("tags has none [\"a\", \"b\"]", "bool"),
        ("tags has any [city]", "bool?"),
        ("tags has any words", "bool"),
        ("amounts has any [1, 2]", "bool"),
        ("plans has any [pro]", "bool"),
        ("plans has none []", "bool"),
        ("tags has 1", "E0302"),
        ("levels has 1.5", "E0302"),
        ("plans has \"pro\"", "E0302"),
        ("tags has [\"a\"]", "E0303"),
        ("tags has any \"a\"", "E0303"),
        ("tags has none name", "E0303"),
        ("levels has any [1.5]", "E0302"),
        ("tags has any levels", "E0302"),
        ("name has \"a\"", "E0303"),
        ("age has 1", "E0303"),
        ("plans has por", "E0204"),
    ]);
}

#[test]
fn texts() {
    World::new().table(&[
        ("name contains \"a\"", "bool"),
        ("city contains \"a\"", "bool?"),
        ("name contains city", "bool?"),
        ("city contains \"a\" or unset", "bool"),
        ("name not contains \"a\"", "bool"),
        ("name contains word \"a\"", "bool"),
        ("name starts with \"a\"", "bool"),
        ("name ends with \"a\"", "bool"),
        ("name contains any [\"a\", \"b\"]", "bool"),
        ("name contains any [\"a\", city]", "bool?"),
        ("name matches \"^a+$\"", "bool"),
        ("city matches \"a\"", "bool?"),
        ("city matches \"a\" or unset", "bool"),
        ("name contains 1", "E0303"),
        ("age contains \"a\"", "E0303"),
        ("tags contains \"a\"", "E0303"),
        ("age starts with 1", "E0303 E0303"),
        ("name contains any \"a\"", "E0303"),
        ("name contains any words", "E0303"),
        ("name contains any [1]", "E0303"),
        ("name matches city", "E0307"),
        ("name matches \"(\"", "E0307"),
        ("name matches \"(a{1000}){1000}\"", "E0307"),
        ("age matches \"a\"", "E0303"),
    ]);
}

#[test]
fn the_length_of_a_pattern_is_bounded() {
    let mut world = World::new();
    let fits = format!("name matches \"{}\"", "a".repeat(1_000));
    let long = format!("name matches \"{}\"", "a".repeat(1_001));
    world.table(&[(&fits, "bool"), (&long, "E0307")]);
}

#[test]
fn arithmetic_of_numbers() {
    World::new().table(&[
        ("age + 1", "int"),
        ("age - size", "int?"),
        ("age * 2", "int"),
        ("age / 2", "decimal"),
        ("age % 2", "int"),
        ("age + 1.5", "decimal"),
        ("1.5 - age", "decimal"),
        ("mrr * rate", "decimal?"),
        ("mrr / 2", "decimal"),
        ("mrr % 2", "decimal"),
        ("-age", "int"),
        ("-rate", "decimal?"),
        ("- -age", "int"),
        ("-pause", "duration?"),
        ("name + name", "E0303"),
        ("age + name", "E0303"),
        ("vip * 2", "E0303"),
        ("plan + 1", "E0303"),
        ("desk - desk", "E0303"),
        ("tags + tags", "E0303"),
        ("-name", "E0303"),
        ("-tags", "E0303"),
        ("-born", "E0303"),
        ("nothing + other", "E0201 E0201"),
    ]);
}

#[test]
fn arithmetic_of_time() {
    World::new().table(&[
        ("born + 2 days", "date"),
        ("2 days + born", "date"),
        ("renewal - 2 months", "date?"),
        ("born + pause", "date?"),
        ("born + 2 hours", "E0303"),
        ("born - 30 minutes", "E0303"),
        ("born + -30 minutes", "E0303"),
        ("2 seconds + born", "E0303"),
        ("seen + 2 hours", "datetime"),
        ("called - 2 days", "datetime?"),
        ("2 hours + seen", "datetime"),
        ("today - born", "duration"),
        ("now - called", "duration?"),
        ("term + 2 days", "duration"),
        ("term - pause", "duration?"),
        ("term * 2", "duration"),
        ("2 * pause", "duration?"),
        ("term * 1.5", "E0303"),
        ("term / 2", "E0303"),
        ("term % 2", "E0303"),
        ("born + born", "E0303"),
        ("born + 2", "E0303"),
        ("now - today", "E0303"),
        ("today - now", "E0303"),
        ("2 days - born", "E0303"),
        ("born * 2", "E0303"),
        ("term + 1", "E0303"),
    ]);
}

#[test]
fn fallbacks() {
    World::new().table(&[
        ("size ?? 0", "int"),
        ("size ?? size", "int?"),
        ("rate ?? 0", "decimal"),
        ("size ?? 0.5", "decimal"),
        ("tier ?? pro", "plan"),
        ("desk ?? sales", "team"),
        ("tier ?? prp", "E0204"),
        ("size ?? rate ?? 0", "decimal"),
        ("city ?? \"?\"", "text"),
        ("city ?? 0", "E0301"),
        ("tier ?? \"pro\"", "E0301"),
        ("born ?? seen", "E0301"),
    ]);
}

#[test]
fn functions() {
    World::new().table(&[
        ("round(mrr)", "int"),
        ("round(rate)", "int?"),
        ("round(age)", "int"),
        ("round(mrr, 2)", "decimal"),
        ("round(rate, 28)", "decimal?"),
        ("floor(mrr)", "int"),
        ("min(age, 3)", "int"),
        ("max(age, size, 3)", "int?"),
        ("max(age, 1.5)", "decimal"),
        ("min(born, today)", "date"),
        ("max(called, now)", "datetime?"),
        ("min(term, 2 days)", "duration"),
        ("abs(age)", "int"),
        ("abs(rate)", "decimal?"),
        ("lower(city)", "text?"),
        ("length(name)", "int"),
        ("length(tags)", "int"),
        ("length(city)", "int?"),
        ("round()", "E0304"),
        ("round(mrr, 2, 3)", "E0304"),
        ("round(name)", "E0304"),
        ("round(mrr, 29)", "E0304"),
        ("round(mrr, age)", "E0304"),
        ("round(mrr, -1)", "E0304"),
        ("floor(tags)", "E0304"),
        ("min(age)", "E0304"),
        ("min(age, name)", "E0304"),
        ("max(name, city)", "E0304"),
        ("max(born, now)", "E0304"),
        ("abs(name)", "E0304"),
        ("lower(age)", "E0304"),
        ("lower(tags)", "E0304"),
        ("length(age)", "E0304"),
        ("rond(mrr)", "E0201"),
        ("averages(mrr, nothing)", "E0201"),
    ]);
}

#[test]
fn lists() {
    World::new().table(&[
        ("[1, 2]", "set of int"),
        ("[1, 2.5]", "set of decimal"),
        ("[age, size]", "set of int?"),
        ("[tier, pro]", "set of plan?"),
        ("[pro, plan]", "set of plan"),
        ("[1, \"a\"]", "E0301"),
        ("[tags]", "E0301"),
        ("[[1]]", "E0301"),
        ("[]", "E0301"),
        ("[nothing, 1]", "E0201"),
        ("[nothing, other]", "E0201 E0201"),
    ]);
}

#[test]
fn stages_and_the_moment() {
    World::new().table(&[
        ("in stage lead", "bool"),
        ("not in stage lead", "bool"),
        ("in stage lifecycle.lead", "bool"),
        ("in stage care.done", "bool"),
        ("in stage done", "E0205"),
        ("in stage leed", "E0201"),
        ("in stage lifecycle.leed", "E0204"),
        ("in stage care.lead", "E0204"),
        ("in stage nowhere.lead", "E0201"),
        ("in stage email.lead", "E0203"),
        ("in stage lifecycle", "E0203"),
        ("in stage email", "E0203"),
        ("in stage ticket", ""),
        ("in stage ticket.done", ""),
        ("was plan", "plan"),
        ("was size", "int?"),
        ("was worth", "decimal?"),
        ("was maturity", "int"),
        ("was sme", "bool?"),
        ("was contact.size", "int?"),
        ("was threshold", "E0203"),
        ("was now", "E0203"),
        ("was event.amount", "E0203"),
        ("was nothing", "E0201"),
        ("was plan == pro", "bool"),
        ("changed size", "bool"),
        ("changed maturity", "bool"),
        ("changed threshold", "E0203"),
    ]);
}

#[test]
fn what_is_not_supported_yet_is_said_once_and_the_rest_is_checked() {
    World::new().table(&[
        ("any ticket where kind == x", ""),
        ("count of ticket > 3 and nothing", "E0201"),
        ("resolution is running", "E0201"),
    ]);
}

#[test]
fn history_has_its_types() {
    World::new().table(&[
        ("count of bought in last 30 days", "int"),
        ("count of bought > 3 and nothing", "E0201"),
        ("sum of bought.amount in last 30 days > 100", "bool"),
        ("sum of bought.amount", "decimal"),
        ("average of bought.amount", "decimal?"),
        ("min of bought.amount > 100", "bool?"),
        ("max of bought.amount", "decimal?"),
        ("no bought in last 14 days", "bool"),
        ("at least 2 bought where amount > 50 in last 90 days", "bool"),
        ("last bought", "datetime?"),
        ("time in stage lead", "duration?"),
        ("time in stage lead > 3 days", "bool?"),
        ("is dunning", "bool?"),
        ("sum of bought.bad", ""),
        ("count of bought where bad == 3", ""),
    ]);
}

#[test]
fn bare_negation_is_warned_of() {
    World::new().table(&[
        ("tier != pro", "bool? W0309"),
        ("size not in [1, 2]", "bool? W0309"),
        ("size not in 1..2", "bool? W0309"),
        ("city not in tags", "bool? W0309"),
        ("city not contains \"a\"", "bool? W0309"),
        ("tier != pro or unset", "bool"),
        ("city not contains \"a\" or unset", "bool"),
        ("plan != pro", "bool"),
        // The right side alone may be unset.
        ("plan != tier", "bool?"),
        ("tier == pro", "bool?"),
        ("not (tier != pro)", "bool?"),
        ("tier is set and tier != pro", "bool?"),
        ("tier is set and (vip or tier != pro)", "bool?"),
        ("tier is unset or tier != pro", "bool?"),
        ("tier is set or tier != pro", "bool? W0309"),
        ("tier is unset and tier != pro", "bool? W0309"),
        ("size is set and tier != pro", "bool? W0309"),
        ("(tier is set and vip) or tier != pro", "bool? W0309"),
        ("tier != nothing", "E0204"),
    ]);
}
