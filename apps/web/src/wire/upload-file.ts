import type { StoredAttachment } from '@sojourn/contract/attachment'

const longestName = 255

/** Gives a session a file as it is; the browser's log-in goes along. Throws like a call, with the server's problem. */
export const uploadFile = async (sessionId: string, file: File): Promise<StoredAttachment> => {
  const name = new URLSearchParams({ name: file.name.slice(-longestName) })
  const response = await fetch(`/api/v1/sessions/${encodeURIComponent(sessionId)}/attachments?${name}`, {
    method: 'POST',
    headers: { 'content-type': file.type || 'application/octet-stream' },
    body: file,
  })
  const answer = await response.json().catch(() => null)
  if (response.ok) return answer as StoredAttachment
  throw Object.assign(new Error(`${file.name} was not taken (${response.status})`), { data: { problem: answer } })
}
