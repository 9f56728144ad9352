/** Texts that the users of the SaaS work on. */
export const documents: readonly string[] = [
  'Master services agreement between the supplier and the customer. Either party may terminate with ninety days notice. Liability is capped at the fees of the last twelve months.',
  'Quarterly report: revenue grew by eight percent, churn fell to two percent, the largest account renewed for three years and asked for a data processing addendum.',
  'Support ticket: since the last release the export of invoices stops after one thousand rows. The customer is an enterprise account and waits for an answer today.',
  'Security review: access tokens are rotated daily, backups are encrypted, two findings of medium severity remain open and have an owner.',
  'Interview notes: the candidate led a team of six, moved a monolith to services, and prefers to write documents before code.',
]

/** The document of a job: the same for the same number. */
export function documentFor(number: number): string {
  return documents[number % documents.length]!
}
