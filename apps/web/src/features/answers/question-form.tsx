'use client'

import type { JsonObject, JsonValue } from '@sojourn/contract/json'
import { type FormEvent, useState } from 'react'
import { Button } from '@/components/ui/button.tsx'
import { Field, Input, Select, Textarea } from '@/components/ui/field.tsx'
import { answerOf, initialValues, problemWith, type SchemaField, schemaFields } from './schema-field.ts'

type Value = string | boolean
const fewChoices = 4
const nameOf = (value: JsonValue): string => (typeof value === 'string' ? value : JSON.stringify(value))

interface FieldProps<Kind extends SchemaField['kind']> {
  field: SchemaField & { kind: Kind }
  value: Value
  error: string | undefined
  onChange: (value: Value) => void
}

function ChoiceField({ field, value, error, onChange }: FieldProps<'choice'>) {
  if (field.values.length > fewChoices) {
    return (
      <Field label={field.label} hint={field.hint ?? undefined} error={error} optional={!field.required}>
        {(control) => (
          <Select {...control} value={String(value)} onChange={(event) => onChange(event.target.value)}>
            <option value="">Choose…</option>
            {field.values.map((choice) => (
              <option key={nameOf(choice)} value={JSON.stringify(choice)}>
                {nameOf(choice)}
              </option>
            ))}
          </Select>
        )}
      </Field>
    )
  }
  return (
    <fieldset>
      <legend className="mb-1 font-medium text-xs">{field.label}</legend>
      <div className="flex flex-wrap gap-1.5">
        {field.values.map((choice) => (
          <label
            key={nameOf(choice)}
            className="flex h-7 cursor-pointer items-center gap-1.5 rounded-md border border-border-strong/70 bg-raised px-2.5 hover:bg-hover has-[:checked]:border-accent has-[:checked]:bg-accent-soft has-[:checked]:text-accent-text has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-ring"
          >
            <input
              type="radio"
              className="accent-(--accent) outline-none"
              name={`choice-${field.name}`}
              checked={value === JSON.stringify(choice)}
              onChange={() => onChange(JSON.stringify(choice))}
            />
            {nameOf(choice)}
          </label>
        ))}
      </div>
      {(error ?? field.hint) && (
        <p className={`mt-1 text-xs ${error ? 'text-danger-text' : 'text-muted-foreground'}`}>{error ?? field.hint}</p>
      )}
    </fieldset>
  )
}

function BooleanField({ field, value, onChange }: FieldProps<'boolean'>) {
  return (
    <label className="flex min-h-6 cursor-pointer items-center gap-2">
      <input
        type="checkbox"
        className="size-4 accent-(--accent)"
        checked={value === true}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span>
        {field.label}
        {field.hint && <span className="text-muted-foreground"> · {field.hint}</span>}
      </span>
    </label>
  )
}

function TypedField({ field, value, error, onChange }: FieldProps<'text' | 'number'>) {
  const Control = field.kind === 'text' && field.long ? Textarea : Input
  return (
    <Field label={field.label} hint={field.hint ?? undefined} error={error} optional={!field.required}>
      {(control) => (
        <Control
          {...control}
          {...(field.kind === 'number' && { inputMode: 'decimal', className: 'max-w-48' })}
          value={String(value)}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  )
}

function AnyField(props: FieldProps<SchemaField['kind']>) {
  const { field } = props
  if (field.kind === 'choice') return <ChoiceField {...props} field={field} />
  if (field.kind === 'boolean') return <BooleanField {...props} field={field} />
  return <TypedField {...props} field={field} />
}

interface FormProps {
  busy: boolean
  onAnswer: (answer: JsonValue) => void
}

function FieldsForm({ fields, busy, onAnswer }: FormProps & { fields: readonly SchemaField[] }) {
  const [values, setValues] = useState(() => initialValues(fields))
  const [tried, setTried] = useState(false)
  const problems = new Map(fields.map((field) => [field.name, problemWith(field, values[field.name] ?? '')]))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if ([...problems.values()].every((problem) => problem === null)) onAnswer(answerOf(fields, values))
  }
  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-3">
      {fields.map((field) => (
        <AnyField
          key={field.name}
          field={field}
          value={values[field.name] ?? ''}
          error={(tried && problems.get(field.name)) || undefined}
          onChange={(value) => setValues((current) => ({ ...current, [field.name]: value }))}
        />
      ))}
      <Button type="submit" look="primary" busy={busy} className="self-start">
        {busy ? 'Sending…' : 'Answer'}
      </Button>
    </form>
  )
}

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function RawForm({ schema, busy, onAnswer }: FormProps & { schema: JsonObject }) {
  const [text, setText] = useState('')
  const valid = isJson(text)
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        onAnswer(JSON.parse(text) as JsonValue)
      }}
      className="flex flex-col gap-2"
    >
      <Field
        label="Answer as JSON"
        hint={`Schema: ${JSON.stringify(schema)}`}
        error={text !== '' && !valid ? 'This is not JSON yet' : undefined}
      >
        {(control) => (
          <Textarea
            {...control}
            spellCheck={false}
            className="font-mono text-xs leading-5"
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      <Button type="submit" look="primary" busy={busy} disabled={!valid} className="self-start">
        {busy ? 'Sending…' : 'Answer'}
      </Button>
    </form>
  )
}

/** A form made from the JSON Schema of the answer; a schema that is more than a form gets a field for JSON. */
export function QuestionForm({ schema, ...rest }: FormProps & { schema: JsonObject }) {
  const fields = schemaFields(schema)
  return fields ? <FieldsForm fields={fields} {...rest} /> : <RawForm schema={schema} {...rest} />
}
