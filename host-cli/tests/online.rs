//! `juki verify --revocation online`: lists from the addresses that the certificates name, served
//! on loopback.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails so")]

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::thread;

/// A folder of its own, gone afterwards.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

impl Folder {
    fn new() -> Self {
        let path = std::env::temp_dir().join(format!("juki-online-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn juki(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_juki"))
            .args(arguments)
            .current_dir(&self.0)
            .env("JUKI_READER", "virtual:card.juki")
            .env("LC_ALL", "C")
            .envs([("JUKI_PIN_CARD", "1234"), ("JUKI_PIN_AUTH", "1234")])
            .env("JUKI_PIN_SIGN", "ABC123")
            .output()
            .unwrap()
    }

    fn code(&self, arguments: &[&str]) -> (i32, String) {
        let output = self.juki(arguments);
        let said = [output.stdout, output.stderr].concat();
        (output.status.code().unwrap(), String::from_utf8(said).unwrap())
    }
}

/// Serves the files of a folder by the last part of their path, to so many requests.
fn serve(listener: TcpListener, folder: &Path, requests: usize) -> thread::JoinHandle<()> {
    let folder = folder.to_owned();
    thread::spawn(move || {
        for _ in 0..requests {
            let (stream, _) = listener.accept().unwrap();
            let mut lines = BufReader::new(&stream).lines();
            let request = lines.next().unwrap().unwrap();
            while lines.next().is_some_and(|line| !line.unwrap().is_empty()) {}
            let path = request.split(' ').nth(1).unwrap();
            let name = path.rsplit('/').next().unwrap();
            let body = fs::read(folder.join(name)).unwrap();
            let head = format!(
                "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                body.len()
            );
            (&stream).write_all(&[head.as_bytes(), &body].concat()).unwrap();
        }
    })
}

#[test]
fn lists_are_fetched_from_the_addresses_in_the_certificates() {
    let folder = Folder::new();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}/crl", listener.local_addr().unwrap());
    let public = folder.0.join("authority/public");
    for arguments in [
        &["authority", "init", "authority", "--crl-base", &base][..],
        &["virtual", "new", "card.juki"],
        &["issue", "--sample", "taro", "--authority", "authority", "--placeholder", "--yes"],
    ] {
        let (code, said) = folder.code(arguments);
        assert_eq!(code, 0, "{said}");
    }
    fs::write(folder.0.join("file.txt"), "text").unwrap();
    assert_eq!(folder.code(&["sign", "file.txt"]).0, 0);
    let verify = ["verify", "file.txt", "--trust", "authority", "--revocation", "online"];

    let server = serve(listener.try_clone().unwrap(), &public, 1);
    let (code, said) = folder.code(&verify);
    assert_eq!(code, 0, "{said}");
    server.join().unwrap();

    let signing = folder.0.join("signing.cer");
    let export = ["cert", "export", "sign", "--format", "der", "--out", "signing.cer"];
    assert_eq!(folder.code(&export).0, 0);
    let certificate = signing.to_str().unwrap();
    assert_eq!(folder.code(&["authority", "revoke", "authority", certificate]).0, 0);
    let server = serve(listener.try_clone().unwrap(), &public, 1);
    let (code, said) = folder.code(&verify);
    assert_eq!(code, 9, "{said}");
    server.join().unwrap();

    // Nobody answers there any more: that is not "not revoked". What lies here says that it is
    // revoked, and no network makes that undone.
    drop(listener);
    let (code, said) = folder.code(&verify);
    assert_eq!(code, 9, "{said}");
    let alone = ["--trust", "authority/public/signing-ca-rsa2048.pem"];
    let (code, said) = folder.code(&[&verify[..2], &alone, &verify[4..]].concat());
    assert_eq!(code, 8, "{said}");
    assert!(said.contains("gave no revocation list"), "{said}");
    // Which address, and why.
    assert!(said.contains(&base) && said.contains("connection refused"), "{said}");
    let said = folder.code(&[&verify[..2], &alone, &verify[4..], &["--json"]].concat()).1;
    let said: serde_json::Value = serde_json::from_str(&said).unwrap();
    let url = said["asked"][0]["url"].as_str().unwrap();
    assert!(url.starts_with(&base), "{said}");
    assert!(said["asked"][0]["failure"].as_str().is_some(), "{said}");
    let (code, _) =
        folder.code(&["verify", "--no-pin", "--trust", "authority", "--revocation", "online"]);
    assert_eq!(code, 8, "the card as well");
}
