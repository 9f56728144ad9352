/**
 * The hook for `onStepFinish`, which only version 6 gets to see: for every hook that version 7 finds it makes an
 * event at each step, and this one is of no use there.
 *
 * The versions are told apart by what else they ask an integration for: version 7 for `onStepEnd` right before
 * `onStepFinish`, version 6 for `onToolCallFinish`, all within one function. Whoever asks for neither, or in
 * another order, gets the hook, which tells the versions apart by their events as well.
 */
export function withStepHook<Hooks extends object, StepHook>(
  hooks: Hooks,
  onStepFinish: StepHook,
): Hooks & { readonly onStepFinish: StepHook } {
  let asksAsVersion7 = false
  return Object.defineProperties(hooks, {
    onStepFinish: {
      // A copy of the integration has the hook for good.
      enumerable: true,
      get() {
        const hook = asksAsVersion7 ? undefined : onStepFinish
        asksAsVersion7 = false
        return hook
      },
    },
    onStepEnd: { get: () => void (asksAsVersion7 = true) },
    onToolCallFinish: { get: () => void (asksAsVersion7 = false) },
  }) as Hooks & { readonly onStepFinish: StepHook }
}
