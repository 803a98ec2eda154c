//! Pictures, documents and logs, held against every process there is and against generated ones.

mod house;
mod picture;
mod regulation;
