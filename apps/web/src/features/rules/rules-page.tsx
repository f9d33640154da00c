'use client'

import { PageHeader } from '@/features/shell/page-header.tsx'
import { PageTitle } from '@/features/shell/page-title.tsx'
import { ExplainForm } from './explain-form.tsx'
import { RuleList } from './rule-list.tsx'

export function RulesPage() {
  return (
    <>
      <PageTitle title="Rules" />
      <PageHeader title="Rules" />
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex max-w-4xl flex-col gap-8 p-4 md:py-6">
          <section aria-labelledby="standing">
            <h2 id="standing" className="mb-1 font-semibold">
              Standing answers
            </h2>
            <p className="mb-3 text-muted-foreground">
              The first match decides: rules of the session, then of its agent, then everyone’s; the newest first.
            </p>
            <RuleList />
          </section>
          <section aria-labelledby="explain">
            <h2 id="explain" className="mb-1 font-semibold">
              What would happen?
            </h2>
            <p className="mb-3 text-muted-foreground">Name a tool call and see who decides it. Nothing is executed.</p>
            <ExplainForm />
          </section>
        </div>
      </div>
    </>
  )
}
