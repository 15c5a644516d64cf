//! The clients and their cases.
//!
//! A case is shell that `bash -eu -o pipefail` runs in a folder of its client, after
//! [`PRELUDE`](clients/prelude.sh). It finds `doc`, the PKCS#11 module `$M`, the labels of the
//! tokens, the card's certificates and public keys in PEM, the authority's folder `$CA`, the type
//! of the keys `$KEYS`. Cases that spend tries come last.

use super::table::Outcome;

/// A program that is not ours.
pub(super) struct Client {
    /// Its name on the command line.
    pub(super) id: &'static str,
    /// Its name in the table.
    pub(super) name: &'static str,
    /// Shell that prints its version.
    pub(super) version: &'static str,
    /// The cases, in the order in which they run.
    pub(super) cases: &'static [Case],
}

/// Something that a client is asked for.
pub(super) struct Case {
    /// What, as the table names it.
    pub(super) what: &'static str,
    /// The profiles that it is asked of; all, when there are none.
    pub(super) on: &'static [&'static str],
    /// The shell.
    pub(super) script: &'static str,
    /// Profiles with which the client itself fails, why, and what its log then says.
    pub(super) limits: &'static [(&'static str, &'static str, &'static str)],
}

impl Case {
    const fn all(what: &'static str, script: &'static str) -> Self {
        Self { what, on: &[], script, limits: &[] }
    }

    const fn on(what: &'static str, on: &'static [&'static str], script: &'static str) -> Self {
        Self { what, on, script, limits: &[] }
    }

    const fn with_limits(
        self,
        limits: &'static [(&'static str, &'static str, &'static str)],
    ) -> Self {
        Self { limits, ..self }
    }

    /// Is it asked of cards of this profile?
    pub(super) fn runs_on(&self, profile: &str) -> bool {
        self.on.is_empty() || self.on.contains(&profile)
    }

    /// What a run of it means.
    pub(super) fn outcome(&self, profile: &str, worked: bool, log: String) -> Outcome {
        let limit = self.limits.iter().find(|(on, _, says)| *on == profile && log.contains(says));
        match (worked, limit) {
            (true, _) => Outcome::Works,
            (false, Some((_, why, _))) => Outcome::Limit((*why).to_owned()),
            (false, None) => Outcome::Failed(log),
        }
    }
}

impl Client {
    /// The cases as one program: each writes its log and how it ended.
    pub(super) fn script(&self, profile: &str) -> String {
        let mut script = include_str!("clients/prelude.sh").to_owned();
        for (number, case) in self.cases.iter().enumerate() {
            if case.runs_on(profile) {
                script += &format!(
                    "cat >{number}.sh <<'END_OF_CASE'\nset -eux -o pipefail\n. ./tools.sh\n{}\n\
                     END_OF_CASE\ntimeout 30 bash {number}.sh >{number}.log 2>&1 </dev/null\n\
                     echo $? >{number}.status\n",
                    case.script
                );
            }
        }
        script
    }
}

const RSA: &[&str] = &["mynumber", "juki"];
const P256: &[&str] = &["p256"];

/// All of them.
pub(super) const CLIENTS: &[Client] = &[
    Client {
        id: "opensc",
        name: "OpenSC (opensc-tool, pkcs15-tool)",
        version: "opensc-tool --info | cut -d' ' -f1,2",
        cases: &[
            Case::all("`opensc-tool -l -a -n`", include_str!("clients/opensc-tool.sh")),
            Case::all("`pkcs15-tool -D`", include_str!("clients/pkcs15-dump.sh")),
            Case::all(
                "`pkcs15-tool --read-certificate`, authentication",
                include_str!("clients/pkcs15-auth.sh"),
            ),
            Case::all(
                "`pkcs15-tool --read-certificate`, signing: after its PIN only",
                include_str!("clients/pkcs15-sign.sh"),
            ),
            Case::on("`pkcs15-tool --change-pin`", P256, include_str!("clients/pkcs15-change.sh")),
            Case::on(
                "`pkcs15-tool --unblock-pin`, with the authority's resetting code",
                P256,
                include_str!("clients/pkcs15-unblock.sh"),
            ),
        ],
    },
    Client {
        id: "pkcs11-tool",
        name: "OpenSC (PKCS#11 module, pkcs11-tool)",
        version: "opensc-tool --info | cut -d' ' -f1,2",
        cases: &[
            Case::all("`-L -O -M`", include_str!("clients/pkcs11-list.sh")),
            Case::all(
                "`--sign`, authentication key; openssl verifies",
                "p11_sign \"$AUTH_TOKEN\" 1234 01 auth",
            ),
            Case::all(
                "`--sign`, signing key; openssl verifies",
                "p11_sign \"$SIGN_TOKEN\" ABC123 02 sign",
            ),
            Case::all("`--test --login`", include_str!("clients/pkcs11-test.sh")),
            Case::all("a wrong PIN costs one try", include_str!("clients/pkcs11-wrong.sh")),
            Case::all("three wrong PINs block it", include_str!("clients/pkcs11-blocked.sh")),
        ],
    },
    Client {
        id: "openssl",
        name: "openssl, engine pkcs11",
        version: "openssl version | cut -d' ' -f1,2",
        cases: &[
            Case::all("`cms -sign`, signing key", include_str!("clients/openssl-cms.sh")),
            Case::all("`req -new`, authentication key", include_str!("clients/openssl-req.sh")),
        ],
    },
    Client {
        id: "openssh",
        name: "OpenSSH",
        version: "ssh -V 2>&1 | cut -d, -f1",
        cases: &[
            Case::all("`ssh-keygen -D`", include_str!("clients/ssh-list.sh")),
            Case::all("`ssh-keygen -Y sign`, by ssh-agent", include_str!("clients/ssh-sign.sh")),
        ],
    },
    Client {
        id: "nss",
        name: "NSS",
        version: "dpkg-query -W -f '${Version}' libnss3-tools 2>/dev/null",
        cases: &[
            Case::all("`certutil -L -K`", include_str!("clients/nss-list.sh")),
            Case::all("`cmsutil -S`, signing key", include_str!("clients/nss-sign.sh")),
        ],
    },
    Client {
        id: "gnutls",
        name: "GnuTLS",
        version: "gnutls-cli --version | head -1",
        cases: &[Case::all(
            "`gnutls-cli`: log in to a TLS server with the authentication key",
            include_str!("clients/gnutls.sh"),
        )],
    },
    Client {
        id: "curl",
        name: "curl, engine pkcs11",
        version: "curl --version | cut -d' ' -f1,2",
        cases: &[Case::all(
            "log in to a TLS server with the authentication key",
            include_str!("clients/curl.sh"),
        )],
    },
    Client {
        id: "pdfsig",
        name: "pdfsig (poppler), NSS",
        version: "pdfsig -v 2>&1 | head -1",
        cases: &[
            Case::on("sign and check a PDF", RSA, include_str!("clients/pdfsig.sh")),
            Case::on(
                "the same, again until it made two signatures of one length (it fails otherwise)",
                P256,
                include_str!("clients/pdfsig.sh"),
            ),
        ],
    },
    Client {
        id: "jpki-cli",
        name: "jpki-cli",
        version: "jpki-cli --version",
        cases: &[
            Case::all("`crypto read-certificate`, all four", include_str!("clients/jpki-cert.sh")),
            Case::all("`support get`", include_str!("clients/jpki-support.sh")),
            Case::all("`stat` of every PIN", include_str!("clients/jpki-stat.sh")),
            Case::all(
                "`crypto sign`, both keys (it signs SHA-1)",
                include_str!("clients/jpki-sign.sh"),
            )
            .with_limits(&[(
                "p256",
                "it signs SHA-1 for RSA keys only",
                "The card returned an error: The parameters in the data field is incorrect",
            )]),
            Case::all(
                "`surface get`: name, address, expiry",
                include_str!("clients/jpki-surface.sh"),
            ),
        ],
    },
    Client {
        id: "softhsm",
        name: "softhsm2, for comparison",
        version: "softhsm2-util --version",
        cases: &[Case::all(
            "`pkcs11-tool`: list, read a certificate, sign: timed beside the card",
            include_str!("clients/softhsm.sh"),
        )],
    },
];
