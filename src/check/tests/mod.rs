//! Blueprint text in, codes with their places out.
