#!/usr/bin/env python3
"""Connections from several threads, each with one request; prints what came of them, one line each.

usage: many_tls_connections.py PORT AUTHORITY CONNECTIONS
"""
import collections
import concurrent.futures
import socket
import ssl
import sys

port, authority, connections = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
context = ssl.create_default_context(cafile=authority)
request = f"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n".encode()


def first_line(_):
    try:
        with socket.create_connection(("127.0.0.1", port)) as plain:
            with context.wrap_socket(plain, server_hostname="127.0.0.1") as safe:
                safe.sendall(request)
                answer = b""
                while received := safe.recv(65536):
                    answer += received
        return answer.split(b"\r\n")[0].decode()
    except OSError as problem:
        return repr(problem)


with concurrent.futures.ThreadPoolExecutor(6) as pool:
    for outcome, count in collections.Counter(pool.map(first_line, range(connections))).items():
        print(count, outcome)
