/** Who is logged in. */
export interface Session {
  readonly tenantId: string
  readonly userId: string
}

/** Reads the session of a request: here from a cookie, in your application from your own session store. */
export function sessionOf(request: Request): Session | undefined {
  const cookie = /(?:^|; )session=([^;:]+):([^;]+)/.exec(request.headers.get('cookie') ?? '')
  return cookie === null ? undefined : { tenantId: cookie[1]!, userId: cookie[2]! }
}
