import type { Attachment } from '@sojourn/contract/attachment'

/** Pictures that the server hands out as such; anything else is for taking away. */
export const isPicture = ({ mimeType }: Attachment): boolean => /^image\/(png|jpeg|gif|webp|avif)$/.test(mimeType)
