import Foundation

/// A real https server on the loopback interface: git's own `http-backend` behind TLS and a password.
///
/// `/refuse/…` always answers 403, `/renamed/…` sends to another path, and `/moved/…` to another host.
package struct GitHTTPSServer: Sendable {
  package static let user = "ada"
  package static let password = "correct horse"

  package let sandbox: GitSandbox
  package let port: UInt16
  private let folder: String

  /// Runs a body with a server for the sandbox's folder that is gone afterwards.
  package static func run(
    in sandbox: GitSandbox,
    _ body: (GitHTTPSServer) async throws -> Void
  ) async throws {
    let server = GitHTTPSServer(
      sandbox: sandbox, port: try LoopbackPort.unused(), folder: sandbox.path("https"))
    try await server.prepare()
    let arguments = [server.folder + "/server.py", String(server.port), server.folder, sandbox.folder]
    try await GitServerProcess.run("python3", arguments, port: server.port) { try await body(server) }
  }

  /// The URL of a repository by its path from the sandbox's folder.
  package func url(_ path: String, userInfo: String = "") -> String { "https://\(userInfo)localhost:\(port)/\(path)" }

  /// The server's certificate, which is its own authority.
  package var certificate: String { folder + "/certificate.pem" }

  /// The logins that were tried, in order, as `user:password`.
  package var logins: [String] {
    get throws { try sandbox.read(folder + "/logins").split(separator: "\n").map(String.init) }
  }

  private func prepare() async throws {
    try sandbox.write("", to: folder + "/logins")
    try sandbox.write(Self.script, to: folder + "/server.py")
    try await sandbox.command(
      "openssl",
      [
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
        "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", folder + "/key.pem",
        "-out", certificate,
      ])
  }

  private static let script = """
    import base64, gzip, http.server, os, ssl, subprocess, sys

    PORT, FOLDER, ROOT = int(sys.argv[1]), sys.argv[2], sys.argv[3]
    LOGIN = "\(user):\(password)"

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *arguments):
            pass

        def answer(self, status, headers=(), body=b""):
            self.send_response(status)
            for name, value in headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def body(self):
            if "chunked" not in self.headers.get("Transfer-Encoding", ""):
                return self.rfile.read(int(self.headers.get("Content-Length", 0)))
            body = b""
            while size := int(self.rfile.readline(), 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
            return body

        def handle_git(self):
            body = self.body()
            path, _, query = self.path.partition("?")
            if path.startswith("/renamed/"):
                return self.answer(301, [("Location", self.path.replace("/renamed/", "/"))])
            if path.startswith("/moved/"):
                return self.answer(301, [("Location", "https://elsewhere.invalid" + self.path)])
            if path.startswith("/refuse/"):
                return self.answer(403)
            kind, _, word = self.headers.get("Authorization", "").partition(" ")
            login = base64.b64decode(word).decode() if kind.lower() == "basic" else ""
            if login:
                with open(FOLDER + "/logins", "a") as log:
                    log.write(login + "\\n")
            if login != LOGIN:
                return self.answer(401, [("WWW-Authenticate", 'Basic realm="git"')])
            if self.headers.get("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            result = subprocess.run(["git", "http-backend"], input=body, capture_output=True, env={
                "PATH": os.environ["PATH"], "GIT_PROJECT_ROOT": ROOT, "GIT_HTTP_EXPORT_ALL": "1",
                "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": "*",
                "REMOTE_USER": "ada", "REMOTE_ADDR": "127.0.0.1", "REQUEST_METHOD": self.command,
                "PATH_INFO": path, "QUERY_STRING": query, "CONTENT_LENGTH": str(len(body)),
                "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            }).stdout
            head, _, rest = result.partition(b"\\r\\n\\r\\n")
            headers = [line.split(": ", 1) for line in head.decode().split("\\r\\n")]
            status = next((int(value[:3]) for name, value in headers if name == "Status"), 200)
            self.answer(status, [header for header in headers if header[0] != "Status"], rest)

        do_GET = do_POST = handle_git

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(FOLDER + "/certificate.pem", FOLDER + "/key.pem")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", PORT), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.serve_forever()

    """
}
