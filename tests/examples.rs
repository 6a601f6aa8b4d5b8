//! The blueprints that the crate shows: they check without a word, their scenarios pass, and every
//! rule and transition fires in one of them.

use crm_blueprint::Blueprint;

const SHOWN: &[(&str, &str)] = &[
    ("long_b2b", include_str!("../examples/blueprints/long_b2b.blueprint")),
    ("ecommerce", include_str!("../examples/blueprints/ecommerce.blueprint")),
    ("partner_network", include_str!("../examples/blueprints/partner_network.blueprint")),
];
