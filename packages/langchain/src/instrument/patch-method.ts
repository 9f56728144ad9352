/** A method as it is found on a foreign class. */
export type Method = (this: unknown, ...args: readonly unknown[]) => unknown

/** What a patched method carries: who it works for, and what it replaced. */
interface Patch<Member> {
  readonly members: Set<Member>
  readonly original: Method
}

/**
 * Replaces `owner[name]` once, however often it is asked for, by what `weave` makes of the original for a
 * growing set of members. Returns what takes `member` off again; with the last one the original is restored,
 * unless someone else has patched over it meanwhile. Undefined when there is no such method.
 */
export function patchMethod<Member>(
  owner: object,
  name: string,
  member: Member,
  weave: (members: ReadonlySet<Member>, original: Method) => Method,
): (() => void) | undefined {
  // On the method itself, so that a second copy of this package finds the first one's patch.
  const key = Symbol.for(`tokentoll.langchain.${name}`)
  const host = owner as Record<string, (Method & { readonly [key]?: Patch<Member> }) | undefined>
  const current = host[name]
  if (typeof current !== 'function') return undefined
  const { members, original } = current[key] ?? install(current)
  members.add(member)
  return () => {
    members.delete(member)
    if (members.size === 0 && host[name]?.[key]?.members === members) host[name] = original
  }

  function install(replaced: Method): Patch<Member> {
    const patch: Patch<Member> = { members: new Set(), original: replaced }
    host[name] = Object.assign(weave(patch.members, replaced), { [key]: patch })
    return patch
  }
}
