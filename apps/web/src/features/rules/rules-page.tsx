'use client'

import { Plus } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui/button.tsx'
import { PageHeader } from '@/features/shell/page-header.tsx'
import { PageTitle } from '@/features/shell/page-title.tsx'
import { useFocusBack } from '@/keyboard/focus.ts'
import { ExplainForm } from './explain-form.tsx'
import { NewRuleForm } from './new-rule-form.tsx'
import { RuleList } from './rule-list.tsx'

export function RulesPage() {
  const [adding, setAdding] = useState(false)
  const opener = useFocusBack(adding)
  return (
    <>
      <PageTitle title="Rules" />
      <PageHeader title="Rules">
        <Button ref={opener} data-adds-row look="primary" aria-expanded={adding} onClick={() => setAdding(true)}>
          <Plus className="size-4" aria-hidden />
          New rule
        </Button>
      </PageHeader>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex max-w-4xl flex-col gap-8 p-4 md:py-6">
          <section aria-labelledby="standing">
            <h2 id="standing" className="mb-1 font-semibold">
              Standing answers
            </h2>
            <p className="mb-3 text-muted-foreground">
              The first match decides: rules of the session, then of its agent, then everyone’s; the newest first.
            </p>
            {adding && <NewRuleForm onDone={() => setAdding(false)} />}
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
