use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::*;
use crate::pki::received;

/// A server that gives this answer to whatever it is asked, and counts. It ends with the process.
struct Server {
    address: String,
    asked: Arc<AtomicUsize>,
}

impl Server {
    fn new(answer: impl Fn(&str) -> Vec<u8> + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let asked = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&asked);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let stream = stream.unwrap();
                count.fetch_add(1, Ordering::SeqCst);
                let mut lines = BufReader::new(&stream).lines();
                let request = lines.next().unwrap().unwrap();
                while lines.next().is_some_and(|line| !line.unwrap().is_empty()) {}
                let _gone = (&stream).write_all(&answer(&request));
            }
        });
        Self { address, asked }
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    fn url(&self) -> String {
        format!("http://{}/ca.crl", self.address)
    }
}

/// A revocation list.
const LIST: &[u8] = include_bytes!("../../../tests/cases/signatures/ca.crl");

/// The same, DER.
fn list_der() -> Vec<u8> {
    trust::list_in(LIST).unwrap().bytes().to_vec()
}

fn content(body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
    [head.as_bytes(), body].concat()
}

fn redirection(location: &str) -> Vec<u8> {
    format!(
        "HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    )
    .into_bytes()
}

#[test]
fn what_a_certificate_names_is_asked_once_and_the_scheme_may_be_in_capitals() {
    let server = Server::new(|_| content(LIST));
    let online = HttpCrlFetcher::default();
    let der = &list_der();
    let read = received::READ.get();
    for _ in 0..3 {
        assert_eq!(online.fetch(&server.url()).unwrap().bytes(), der);
    }
    assert_eq!((server.asked(), received::READ.get() - read), (1, 1));
    let capitals = server.url().replace("http:", "HTTP:");
    assert_eq!(online.fetch(&capitals).unwrap().bytes(), der);
    assert_eq!(server.asked(), 2);
    let none = Server::new(|_| b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".to_vec());
    assert_eq!(HttpCrlFetcher::default().fetch(&none.url()), None);
}

#[test]
fn no_redirection_leads_to_another_host() {
    let inside = Server::new(|_| content(LIST));
    let port = inside.address.rsplit(':').next().unwrap().to_owned();
    for location in [
        format!("http://{}/", inside.address),
        format!("HTTP://{}/", inside.address),
        format!("//{}/", inside.address),
        format!("http://localhost:{port}/"),
        format!("http://[::ffff:127.0.0.1]:{port}/"),
        "http://169.254.169.254/latest/meta-data/".to_owned(),
        "file:///etc/passwd".to_owned(),
        "file:ca.crl".to_owned(),
        "https://example.jp/".to_owned(),
    ] {
        let answer = redirection(&location);
        let server = Server::new(move |_| answer.clone());
        assert_eq!(HttpCrlFetcher::default().fetch(&server.url()), None, "{location}");
        assert_eq!((server.asked(), inside.asked()), (1, 0), "{location}");
    }
}

#[test]
fn a_redirection_within_the_host_is_followed_a_few_times() {
    let server = Server::new(|request| {
        if request.contains("/new.crl") { content(LIST) } else { redirection("/new.crl") }
    });
    let der = &list_der();
    assert_eq!(HttpCrlFetcher::default().fetch(&server.url()).unwrap().bytes(), der);
    // Relative to the address that was asked.
    for (location, path) in [
        ("new.crl", "/new.crl"),
        ("./new.crl#first", "/new.crl"),
        ("../../lists/new.crl?of=a/../b", "/lists/new.crl?of=a/../b"),
        ("?new.crl", "/ca.crl?new.crl"),
        ("/a/./b/../new.crl", "/a/new.crl"),
    ] {
        let server = Server::new(move |request| {
            let asked = request.split(' ').nth(1).unwrap();
            if asked == path { content(LIST) } else { redirection(location) }
        });
        assert!(HttpCrlFetcher::default().fetch(&server.url()).is_some(), "{location}");
        assert_eq!(server.asked(), 2, "{location}");
    }
    let round = Server::new(|_| redirection("/ca.crl"));
    assert_eq!(HttpCrlFetcher::default().fetch(&round.url()), None);
    assert_eq!(round.asked(), 1 + BUDGET.redirections);
}

#[test]
fn nothing_but_http_is_asked_and_nothing_on_the_link() {
    let online = HttpCrlFetcher::with(Budget { addresses: 99, ..BUDGET });
    let before = Instant::now();
    for url in [
        "https://example.jp/ca.crl",
        "ldap://example.jp/ca",
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
        "http:///ca.crl",
        "http:127.0.0.1",
        "http://169.254.169.254/latest/meta-data/",
        "http://[fe80::1]/ca.crl",
        "http://[::ffff:169.254.169.254]/ca.crl",
        "http://0.0.0.0/ca.crl",
        "",
    ] {
        assert_eq!(online.fetch(url), None, "{url}");
    }
    assert!(before.elapsed() < Duration::from_secs(5));
}

#[test]
fn what_was_asked_and_why_it_gave_nothing_is_told() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap();
    let refused = format!("http://{}/ca.crl", closed.local_addr().unwrap());
    drop(closed);
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let silent_url = format!("http://{}/ca.crl", silent.local_addr().unwrap());
    let of = |answer: Vec<u8>| Server::new(move |_| answer.clone());
    let missing = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".to_vec();
    let (list, missing, page) = (of(content(LIST)), of(missing), of(content(b"<html>")));
    let (nowhere, unchanged) =
        (of(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n".to_vec()), of(redirection("")));
    let (away, round) = (of(redirection("https://example.jp/ca.crl")), of(redirection("/")));
    for (url, expected) in [
        (list.url(), None),
        (refused, Some("cause-connection-refused")),
        (silent_url, Some("online-late")),
        (missing.url(), Some("online-status")),
        (page.url(), Some("online-no-list")),
        (away.url(), Some("online-redirected")),
        (round.url(), Some("online-redirections")),
        (nowhere.url(), Some("online-no-location")),
        (unchanged.url(), Some("online-no-location")),
        ("ldap://example.jp/ca".to_owned(), Some("online-not-http")),
        ("http://169.254.169.254/ca.crl".to_owned(), Some("online-forbidden")),
        ("http://juki-emulator.invalid/crl".to_owned(), Some("online-no-host")),
    ] {
        let online =
            HttpCrlFetcher::with(Budget { patience: Duration::from_millis(700), ..BUDGET });
        assert_eq!(online.fetch(&url).is_none(), expected.is_some(), "{url}");
        assert_eq!(online.fetch(&url).is_none(), expected.is_some(), "{url}");
        let asked = online.asked();
        let told: Vec<_> = asked
            .iter()
            .map(|asked| (&*asked.url, asked.failure.as_ref().map(Message::id)))
            .collect();
        assert_eq!(told, [(&*url, expected)], "once, however often it is asked");
    }
    let short = HttpCrlFetcher::with(Budget { bytes: 10, addresses: 1, ..BUDGET });
    for number in 0..5 {
        assert_eq!(short.fetch(&format!("{}?{number}", list.url())), None);
    }
    let told: Vec<_> = short.asked().into_iter().map(|asked| asked.failure).collect();
    let told: Vec<_> = told.iter().flatten().map(Message::id).collect();
    assert_eq!(told, ["online-long", "online-too-many"]);
}

#[test]
fn an_authority_names_only_what_is_asked() {
    for url in ["http://example.jp", "HTTP://example.jp:8080/crl/", "http://127.0.0.1/crl"] {
        assert!(is_base(url), "{url}");
    }
    for url in [
        "https://example.jp/crl",
        "ldap://example.jp/cn=ca",
        "ldaps://example.jp/",
        "file:///srv/crl",
        "http:///crl",
        "http://example.jp/crl?of=",
        "http://example.jp/crl#",
        "http://example.jp/a b",
        "http://例え.jp/",
        "http://169.254.169.254/crl",
        "example.jp/crl",
        "",
    ] {
        assert!(!is_base(url), "{url}");
    }
}

#[test]
fn a_name_that_means_this_machine_is_not_connected_to() {
    let uri = |url: &str| http(url).unwrap();
    let [here, inside, outside, link] =
        ["127.0.0.1", "10.0.0.1", "203.0.113.9", "169.254.169.254"].map(|a| a.parse().unwrap());
    let named = uri("http://crl.example.jp/ca.crl");
    assert!(!allowed(&named, here) && !allowed(&named, "::ffff:127.0.0.1".parse().unwrap()));
    assert!(allowed(&named, inside) && allowed(&named, outside) && !allowed(&named, link));
    // A trusted authority wrote so into the certificate.
    for url in ["http://127.0.0.1:80/", "http://[::1]/", "http://LocalHost:8080/"] {
        assert!(allowed(&uri(url), here), "{url}");
        assert!(!allowed(&uri(url), link), "{url}");
    }
}

#[test]
fn all_addresses_share_one_deadline_one_measure_of_bytes_and_a_number() {
    // Nobody answers: the connection is taken by the system, and nothing comes.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = silent.local_addr().unwrap();
    let patience = Duration::from_millis(300);
    let online = HttpCrlFetcher::with(Budget { patience, ..BUDGET });
    let before = Instant::now();
    for number in 0..100 {
        assert_eq!(online.fetch(&format!("http://{address}/{number}.crl")), None);
    }
    assert!(before.elapsed() < patience * 5, "{:?}", before.elapsed());
    assert_eq!(online.run().known.len(), BUDGET.addresses);

    let server = Server::new(|_| content(LIST));
    let online = HttpCrlFetcher::with(Budget { bytes: LIST.len() as u64 * 5 / 2, ..BUDGET });
    let found = |number| online.fetch(&format!("http://{}/{number}", server.address)).is_some();
    assert_eq!([1, 2, 3, 4].map(found), [true, true, false, false]);

    let online = HttpCrlFetcher::default();
    let before = server.asked();
    for number in 0..100 {
        online.fetch(&format!("http://{}/{number}", server.address));
    }
    assert_eq!(server.asked() - before, BUDGET.addresses);
}
