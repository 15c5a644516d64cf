//! Chip authentication in the worked example for extended access control that BSI published beside
//! TR-03110 (numbers of the document, as programs that implement it recompute them in their own
//! tests). The curve of the example is brainpoolP256r1; what is made of the shared secret depends
//! on no curve.

/// The ephemeral public key of the terminal.
pub const TERMINAL_POINT: &str = "045a7a377fc9cafc03ac7ff45441a8b2909d88eab8e6b0173847ab49b949df3799\
                                  a34ee57ec55268cf8b1c3ec489f8bf4cf4c68d3fd9670e89c0d5d3fff1aaf89f";
/// K, which both sides agree on: the x coordinate.
pub const SHARED: &str = "791da04273ccfe862e52df60347e2557192e1f8d7517822ce3d306056c1cdeb4";
/// r, which the card draws.
pub const NONCE: &str = "4287b3072a3edc60";
/// K-Enc of the session.
pub const ENCRYPTION_KEY: &str = "94abcd271ab7d9a5590ba52cb518b831";
/// K-MAC of the session.
pub const CHECKSUM_KEY: &str = "78b5709e7abedb185b424d0ee3a82499";
/// The token of the card.
pub const TOKEN: &str = "ff0117d68dee8e72";
