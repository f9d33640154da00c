import { runOutcomes, runOutcomesInput, usageReport, usageReportInput } from '@sojourn/contract/usage-report'
import { procedure } from '../procedure.ts'

export const usageProcedures = {
  report: procedure
    .meta({ summary: 'Sum tokens and cost by day, agent, model or session' })
    .input(usageReportInput)
    .output(usageReport)
    .query(({ ctx, input }) => ctx.runtime.usage.report(ctx.actor, input)),
  outcomes: procedure
    .meta({ summary: 'Count how runs ended, by agent' })
    .input(runOutcomesInput)
    .output(runOutcomes)
    .query(({ ctx, input }) => ctx.runtime.usage.outcomes(ctx.actor, input)),
}
