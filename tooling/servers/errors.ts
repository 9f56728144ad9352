/** A program behind a test server is on neither this machine nor in an archive that can be reached. */
export class TestServerMissingError extends Error {
  readonly code = 'TEST_SERVER_MISSING' as const
  readonly program: string

  constructor(program: string, reason: string, options?: ErrorOptions) {
    super(`The program "${program}" for a test server is missing: ${reason}`, options)
    this.name = 'TestServerMissingError'
    this.program = program
  }
}

/** A test server ended or stayed silent before it was ready; `log` holds the last lines it wrote. */
export class TestServerStartError extends Error {
  readonly code = 'TEST_SERVER_START' as const
  readonly server: string
  readonly log: string

  constructor(server: string, reason: string, log: string, options?: ErrorOptions) {
    super(`${server} did not start: ${reason}\n--- last lines of its log ---\n${log || '(empty)'}`, options)
    this.name = 'TestServerStartError'
    this.server = server
    this.log = log
  }
}

/** The port was taken between the moment it was found free and the moment the server bound it. */
export class PortTakenError extends TestServerStartError {}
