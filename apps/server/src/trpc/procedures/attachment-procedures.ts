import { attachmentContent, attachmentRef, storedAttachment, uploadAttachmentInput } from '@sojourn/contract/attachment'
import { once } from '../once.ts'
import { procedure } from '../procedure.ts'

export const attachmentProcedures = {
  upload: procedure
    .meta({ summary: 'Give a session a file that an input may then name' })
    .input(uploadAttachmentInput)
    .output(storedAttachment)
    .mutation(once(({ ctx, input }) => ctx.runtime.attachments.upload(ctx.actor, input))),
  get: procedure
    .meta({ summary: 'Get the content of a file of a session' })
    .input(attachmentRef)
    .output(attachmentContent)
    .query(async ({ ctx, input }) => {
      const data = Buffer.from(await ctx.runtime.attachments.read(ctx.actor, input))
      return { id: input.attachmentId, size: data.length, data: data.toString('base64') }
    }),
}
