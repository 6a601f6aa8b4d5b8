//! What the tests of the map share: the blueprints of the repository, and one whose every label is hostile.

mod blueprints;

pub use blueprints::all as examples;
use crm_blueprint::Blueprint;

/// Labels that each renderer could take for something else: none may.
pub const HOSTILE: &[&str] = &[
    "<script>alert(1)</script>",
    "</svg></text><img src=x onerror=alert(1)>",
    "\"quoted\" and 'quoted' & &lt;b&gt; &#35; #35; #quot;",
    "`code` **bold** _x_ [a](javascript:alert(1)) ```",
    "end",
    "1. graph LR; a-->b %% {{x}} ((y)) [/z/] :::c",
    "- \\N \\G \\l \\\" C:\\new",
    "subgraph } ; digraph { node -> edge",
    "\u{202e}gnirts\u{2066} שלום עולם مرحبا بالعالم",
    "👩\u{200d}💻👨‍👩‍👧‍👦🇫🇷 e\u{301}\u{301}\u{301}",
    "line\none\r\ttwo\u{0}\u{7}\u{85}\u{2028}three",
    "]]> --> <!-- <?xml ?> %7B",
    "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnungsentwurfsvorlagenkommissionssitzungsprotokoll",
    " ",
    "=== --- ***",
    "::icon(fa fa-book) @{ shape: rounded } ~~~x~~~ $$x^2$$",
];

const DRAWN: &str = r##"
blueprint demo "@@"
team care "@@"
channel mail "@@" { color "#fde047" }
channel call "@@"
system crm "@@"
system erp "@@"
contact { spent "@@": decimal = 0.0 { source crm } }
event ordered "@@" { total "@@": decimal }
event asked "@@"
segment loyal "@@" when spent > 100
action letter "@@" { channel mail  owner care  automated }
action ring "@@" { channel call  owner care  human }
flow crm -> erp "@@" { carries spent  every 1 day }
journey life "@@" for segment loyal {
  stage visitor "@@" initial { phase "@@"  owner care  emotion curious  moment "@@"  friction "@@"  customer_view "@@" }
  stage buyer "@@" {
    phase "@@" emotion satisfied
    stage new "@@" initial
    stage old "@@"
  }
  stage gone "@@" final
  transition new -> old "@@" after 30 days
  transition visitor -> buyer "@@" on ordered where event.total > 5
  transition buyer -> visitor on asked
  transition visitor, new, old -> gone "@@" on asked
}
rule thanks "@@" { on enter buyer  do letter, ring }
sequence follow "@@" {
  goal on ordered
  exit on asked
  wait 3 days or ordered
  when spent > 5 { do letter } else { do ring }
}
rule begins "@@" { on ordered  start follow }
sla reply "@@" { starts on asked  stops on ordered  within 2 hours  at 50% do letter  breach do ring }
term word "@@" { means "@@" }
"##;

/// A blueprint whose labels are all `label`: through the stored form, which may hold any text.
pub fn labelled(label: &str) -> Blueprint {
    let blueprint = Blueprint::parse(DRAWN).unwrap_or_else(|error| panic!("{error}"));
    let stored = serde_json::to_string(blueprint.ir().as_ref()).unwrap();
    let label = serde_json::to_string(label).unwrap();
    Blueprint::from_ir_json(&stored.replace("\"@@\"", &label)).unwrap()
}
