# SPDX-License-Identifier: Apache-2.0
"""Calls a separate sandbox the way a stranger would: with Python's standard library and the keys that it prints."""

import base64
import http.client
import json
import urllib.parse

from harness import expect_equal


class Answer:
    def __init__(self, request, response):
        self.request, self.status = request, response.status
        self.headers = response.headers
        self.media_type = (response.headers["Content-Type"] or "").split(";")[0].lower()
        self.bytes = response.read()

    @property
    def json(self):
        return json.loads(self.bytes)

    def __str__(self):
        return f"{self.request} -> {self.status} {self.media_type} {self.bytes[:300].decode('utf-8', 'replace')}"

    def expect(self, status):
        expect_equal(self.status, status, f"status of {self}")
        return self


class Client:
    """Calls a sandbox with one type of keys."""

    def __init__(self, sandbox, key_type):
        self.address = urllib.parse.urlsplit(sandbox.base_url).netloc
        keys = sandbox.all_keys[key_type]
        self.headers = {}
        if "subscription_key" in keys:
            self.headers["Ocp-Apim-Subscription-Key"] = keys["subscription_key"]
            answer = self.send("POST", "/accesstoken/get", {
                "client_id": keys["client_id"], "client_secret": keys["client_secret"],
            })
            self.headers["Merchant-Serial-Number"] = keys["merchant_serial_number"]
        else:
            basic = base64.b64encode(f"{keys['client_id']}:{keys['client_secret']}".encode()).decode()
            answer = self.send("POST", "/miami/v1/token", {
                "Authorization": f"Basic {basic}", "Content-Type": "application/x-www-form-urlencoded",
            }, "grant_type=client_credentials")
        self.headers["Authorization"] = f"Bearer {answer.expect(200).json['access_token']}"

    def send(self, method, target, headers=None, body=None):
        connection = http.client.HTTPConnection(self.address, timeout=60)
        try:
            merged = {**self.headers, **(headers or {})}
            merged = {name: value for name, value in merged.items() if value is not None}
            connection.request(method, target, body=body, headers=merged)
            return Answer(f"{method} {target}", connection.getresponse())
        finally:
            connection.close()

    def get(self, target, **query):
        query = {name: value for name, value in query.items() if value is not None}
        return self.send("GET", target + ("?" + urllib.parse.urlencode(query) if query else ""))
