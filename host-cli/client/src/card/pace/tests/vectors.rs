//! Published examples of PACE, both on brainpoolP256r1 with the generic mapping and AES-128.

/// An example: what both sides have, and what follows.
pub(super) struct Example {
    /// EF.CardAccess.
    pub(super) card_access: &'static str,
    /// The key of the password, where it is published.
    pub(super) password_key: Option<&'static str>,
    pub(super) encrypted_nonce: &'static str,
    pub(super) nonce: &'static str,
    pub(super) mapping: KeyPairs,
    pub(super) shared_point: &'static str,
    pub(super) generator: &'static str,
    pub(super) agreement: KeyPairs,
    pub(super) shared_secret: &'static str,
    pub(super) encryption_key: &'static str,
    pub(super) checksum_key: &'static str,
    pub(super) terminal_token: &'static str,
    pub(super) card_token: &'static str,
}

/// The ephemeral keys of one step: the terminal's secret, its public key, the card's public key.
pub(super) struct KeyPairs {
    pub(super) secret: &'static str,
    pub(super) terminal: &'static str,
    pub(super) card: &'static str,
}

/// The machine readable zone of [`ICAO`]: document number, date of birth, date of expiry, each with
/// its check digit.
pub(super) const ICAO_MRZ: &str = "T22000129364081251010318";

/// The worked example of Doc 9303-11 of ICAO, appendix G.1, by the machine readable zone. The
/// values stand in the tests of gmrtd (MIT), pace/pace_test.go.
pub(super) const ICAO: Example = Example {
    card_access: "31143012060A04007F0007020204020202010202010D",
    password_key: Some("89DED1B26624EC1E634C1989302849DD"),
    encrypted_nonce: "95A3A016522EE98D01E76CB6B98B42C3",
    nonce: "3F00C4D39D153F2B2A214A078D899B22",
    mapping: KeyPairs {
        secret: "7F4EF07B9EA82FD78AD689B38D0BC78CF21F249D953BC46F4C6E19259C010F99",
        terminal: "047ACF3EFC982EC45565A4B155129EFBC74650DCBFA6362D896FC70262E0C2CC5E\
                   544552DCB6725218799115B55C9BAA6D9F6BC3A9618E70C25AF71777A9C4922D",
        card: "04824FBA91C9CBE26BEF53A0EBE7342A3BF178CEA9F45DE0B70AA601651FBA3F57\
               30D8C879AAA9C9F73991E61B58F4D52EB87A0A0C709A49DC63719363CCD13C54",
    },
    shared_point: "0460332EF2450B5D247EF6D3868397D398852ED6E8CAF6FFEEF6BF85CA57057FD5\
                   0840CA7415BAF3E43BD414D35AA4608B93A2CAF3A4E3EA4E82C9C13D03EB7181",
    generator: "048CED63C91426D4F0EB1435E7CB1D74A46723A0AF21C89634F65A9AE87A9265E2\
                8C879506743F8611AC33645C5B985C80B5F09A0B83407C1B6A4D857AE76FE522",
    agreement: KeyPairs {
        secret: "A73FB703AC1436A18E0CFA5ABB3F7BEC7A070E7A6788486BEE230C4A22762595",
        terminal: "042DB7A64C0355044EC9DF190514C625CBA2CEA48754887122F3A5EF0D5EDD301C\
                   3556F3B3B186DF10B857B58F6A7EB80F20BA5DC7BE1D43D9BF850149FBB36462",
        card: "049E880F842905B8B3181F7AF7CAA9F0EFB743847F44A306D2D28C1D9EC65DF6DB\
               7764B22277A2EDDC3C265A9F018F9CB852E111B768B326904B59A0193776F094",
    },
    shared_secret: "",
    encryption_key: "F5F0E35C0D7161EE6724EE513A0D9A7F",
    checksum_key: "FE251C7858B356B24514B3BD5F4297D1",
    terminal_token: "C2B0BD78D94BA866",
    card_token: "3ABB9674BCE93C08",
};

/// BSI's worked example for extended access control, by this PIN. The values stand among the test
/// data of OpenPACE, src/eactest.c.
pub(super) const BSI_PIN: &str = "123456";

/// See [`BSI_PIN`]. Its EF.CardAccess offers terminal and chip authentication too, and a locator.
pub(super) const BSI: Example = Example {
    card_access: "3181C6300D060804007F0007020202020102\
                  3012060A04007F000702020302020201020201013012060A04007F00070202040202\
                  02010202010D301C060904007F000702020302300C060704007F0007010202010D020101\
                  302F060804007F0007020206162368747470733A2F2F7777772E686A702D636F6E73756C\
                  74696E672E636F6D2F686F6D65303E060804007F000702020831323012060A04007F0007\
                  0202030202020102020102301C060904007F000702020302300C060704007F0007010202\
                  010D020102",
    password_key: None,
    encrypted_nonce: "CE834CDE69FFBB1D1EB21585CD709F18",
    nonce: "7D98C00FC6C9E9543BBF94A87073A123",
    mapping: KeyPairs {
        secret: "752287F5B02DE3C4BC3E17945118C51B23C97278E4CD748048AC56BA5BDC3D46",
        terminal: "043DD29BBE5907FD21A152ADA4895FAAE7ACC55F5E50EFBFDE5AB0C6EB54F198D6\
                   15913635F0FDF5BEB383E00355F82D3C41ED0DF2E28363433DFB73856A15DC9F",
        card: "049CFCF7582AC986D0DD52FA53123414C3E1B96B4D00ABA8E574679B70EFB5BC3B\
               45D2F13729CC2AE178E7E241B443213533B77DBB44649A815DDC4A2384BA422A",
    },
    shared_point: "0471850CFD80FB475947E5B1AF10FE8E6663967C2D264935B31951F763A4B03A57\
                   49167388F88F52A109167E3E6592CA0820468D1157A8E781D2F7049179B1D114",
    generator: "043929D28BA1E5339D6C5DADE5E33BD3C2F0BD14DD77C7521532261659C918FA60\
                14DD48FA84E62BDE438EDB4C9771D042CDB24B7788BDBAB2031C45751E777F66",
    agreement: KeyPairs {
        secret: "9D9A32DF93A57CCE33CA3CDD3457E33A976F293546C73550F397259C93BE0120",
        terminal: "04518BC4E532AD2A9BD6527804D5D665ABD51041037A0CC8AA922804EB501C222B\
                   3427388599AFAAE9FBACE2DF93E13C3C4979CD12F0AE3E3C0126028391554582",
        card: "04282CF38073036AFAC216AF135BD994DA0C357F10BD4C34AFEA1042B2EB0FD680\
               4DF3658B835AC2E7133F13691184542BB50B109963A4662ABDC08B9763AF4B5B",
    },
    shared_secret: "6E7D077CCD367C2EAA683F1E8EC534302E2D00B6ADAF8A87A6EDA78740F17606",
    encryption_key: "68406B4162100563D9C901A6154D2901",
    checksum_key: "73FF268784F72AF833FDC9464049AFC9",
    terminal_token: "A27AE7B36573C1D9",
    card_token: "A2658C2F38600B0F",
};
