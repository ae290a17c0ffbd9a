#!/usr/bin/env python3
"""A merchant and a customer that share nothing with the sandbox but the gateway's documentation.

Usage:
    client.py

Starts a server for notifications and prints its address as one line of JSON, {"notify": URL}. Then
reads one line of JSON from standard input, {"url", "login", "secretKey"}: a gateway that notifies
this address, signs with SHA-256 and settles payments at once. Creates, pays, queries, cancels and
refunds; exit status 0 means that all of it went as documented.
"""
import base64
import datetime
import hashlib
import http.server
import json
import os
import queue
import sys
import threading
import urllib.error
import urllib.parse
import urllib.request

APPROVES = "4110760000000081"
REJECTS = "4110760000000016"
TOTAL = 12990


class KeepRedirect(urllib.request.HTTPRedirectHandler):
    """A browser follows the way back to the page; this customer doesn't."""

    def redirect_request(self, *_):
        return None


OPENER = urllib.request.build_opener(KeepRedirect, urllib.request.ProxyHandler({}))


def post(url, kind, body):
    """Posts a body; gives the HTTP status and what was answered."""
    request = urllib.request.Request(url, body, {"Content-Type": kind}, method="POST")
    try:
        with OPENER.open(request, timeout=10) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


class Merchant:
    def __init__(self, url, login, secret_key):
        self.url = url
        self.login = login
        self.secret_key = secret_key

    def auth(self):
        nonce = os.urandom(16)
        seed = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds")
        digest = hashlib.sha256(nonce + seed.encode() + self.secret_key.encode()).digest()
        return {
            "login": self.login,
            "tranKey": base64.b64encode(digest).decode(),
            "nonce": base64.b64encode(nonce).decode(),
            "seed": seed,
        }

    def ask(self, path, **body):
        """Asks the API; gives the HTTP status and the JSON answer."""
        body = json.dumps({**body, "auth": self.auth()}).encode()
        status, answer = post(self.url + path, "application/json", body)
        return status, json.loads(answer)

    def create(self, reference):
        expiration = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=10)
        status, answer = self.ask(
            "/api/session",
            payment={
                "reference": reference,
                "description": "Pan y queso",
                "amount": {"currency": "CLP", "total": TOTAL},
                "allowPartial": False,
            },
            expiration=expiration.isoformat(timespec="seconds"),
            locale="es_CL",
            returnUrl="https://shop.test/return",
            ipAddress="127.0.0.1",
            userAgent="client.py",
        )
        expect((status, answer["status"]["status"]), (200, "OK"))
        return answer["requestId"], answer["processUrl"]

    def query(self, session):
        status, answer = self.ask(f"/api/session/{session}")
        expect((status, answer["requestId"]), (200, session))
        return answer

    def reverse(self, transaction, **amount):
        return self.ask("/api/transaction", action="reverse", internalReference=transaction, **amount)

    def verify(self, notification):
        """Asserts that a notification is the gateway's."""
        told = notification["status"]
        signed = f"{notification['requestId']}{told['status']}{told['date']}{self.secret_key}"
        expect(notification["signature"], "sha256:" + hashlib.sha256(signed.encode()).hexdigest())


def pay(process_url, card):
    form = urllib.parse.urlencode({"card": card}).encode()
    status, _ = post(process_url + "/pay", "application/x-www-form-urlencoded", form)
    expect(status, 303)


def expect(found, expected):
    if found != expected:
        raise AssertionError(f"expected {expected!r}, found {found!r}")


def listen():
    """A server for notifications; gives its address, and where they come in."""
    heard = queue.Queue()

    class Ear(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            heard.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Ear)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}/", heard


def pays_and_gets_all_back(merchant, heard):
    session, process_url = merchant.create("PY-1")
    expect(merchant.query(session)["status"]["status"], "PENDING")
    pay(process_url, REJECTS)
    answer = merchant.query(session)
    expect(answer["status"]["status"], "PENDING")
    expect(answer["payment"][0]["status"]["status"], "REJECTED")

    pay(process_url, APPROVES)
    answer = merchant.query(session)
    expect(answer["status"]["status"], "APPROVED")
    approved = [made for made in answer["payment"] if made["status"]["status"] == "APPROVED"]
    expect([made["amount"]["from"] for made in approved], [{"currency": "CLP", "total": TOTAL}])
    told = hear(merchant, heard, session, "PY-1")
    expect(told["status"], answer["status"])

    transaction = approved[0]["internalReference"]
    status, answer = merchant.reverse(transaction)
    expect((status, answer["status"]["status"]), (200, "APPROVED"))
    expect(merchant.query(session)["payment"][0]["refunded"], True)
    status, answer = merchant.reverse(transaction)
    expect((status, answer["status"]["status"]), (400, "FAILED"))


def pays_and_gets_parts_back(merchant, heard):
    session, process_url = merchant.create("PY-2")
    pay(process_url, APPROVES)
    hear(merchant, heard, session, "PY-2")
    transaction = merchant.query(session)["payment"][0]["internalReference"]
    left = TOTAL
    for part in (5000, 5000, 2990):
        status, answer = merchant.reverse(transaction, amount={"currency": "CLP", "total": left + 1})
        expect((status, answer["status"]["status"]), (400, "FAILED"))
        expect(merchant.query(session)["payment"][0]["refunded"], False)
        status, answer = merchant.reverse(transaction, amount={"currency": "CLP", "total": part})
        expect((status, answer["payment"]["amount"]["from"]["total"]), (200, part))
        left -= part
    expect(merchant.query(session)["payment"][0]["refunded"], True)


def is_cancelled(merchant, heard):
    session, _ = merchant.create("PY-3")
    status, answer = merchant.ask(f"/api/session/{session}/cancel")
    expect((status, answer["status"]["status"]), (200, "OK"))
    expect(answer["session"]["status"]["reason"], "MC")
    expect(merchant.query(session)["status"]["status"], "REJECTED")
    expect(hear(merchant, heard, session, "PY-3")["status"]["status"], "REJECTED")
    status, answer = merchant.ask(f"/api/session/{session}/cancel")
    expect((status, answer["status"]["reason"]), (400, "action_not_allowed"))


def is_not_believed(merchant):
    impostor = Merchant(merchant.url, merchant.login, merchant.secret_key + "x")
    status, answer = impostor.ask("/api/session/1")
    expect((status, answer["status"]["message"]), (401, "Autenticación fallida 102"))


def hear(merchant, heard, session, reference):
    told = heard.get(timeout=10)
    expect((told["requestId"], told["reference"]), (session, reference))
    merchant.verify(told)
    return told


def main():
    address, heard = listen()
    print(json.dumps({"notify": address}), flush=True)
    gateway = json.loads(sys.stdin.readline())
    merchant = Merchant(gateway["url"], gateway["login"], gateway["secretKey"])
    pays_and_gets_all_back(merchant, heard)
    pays_and_gets_parts_back(merchant, heard)
    is_cancelled(merchant, heard)
    is_not_believed(merchant)
    expect(heard.qsize(), 0)


if __name__ == "__main__":
    main()
