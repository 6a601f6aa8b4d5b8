//! Each restraint by itself.
