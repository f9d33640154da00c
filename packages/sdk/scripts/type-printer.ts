import {
  type Checker,
  type Symbol as PropertySymbol,
  SymbolFlags,
  type Type,
  TypeFlags,
} from 'typescript/unstable/sync'

const membersOf = (type: Type): readonly Type[] => (type.isUnionType() ? type.getTypes() : [type])
const keyOf = (members: readonly Type[]): string =>
  members
    .map((member) => member.id)
    .sort((a, b) => a - b)
    .join()

/** Writes types out as plain TypeScript, down to the types that have a name of their own. */
export class TypePrinter {
  readonly #checker: Checker
  readonly #names = new Map<string, string>()

  constructor(checker: Checker) {
    this.#checker = checker
  }

  /** From now on this type is called by its name. Primitives have no name: too much else is the same type. */
  register(name: string, type: Type): void {
    const key = keyOf(membersOf(type))
    const isNamed = type.isUnionType() || (type.flags & TypeFlags.Object) !== 0
    if (isNamed && !this.#names.has(key)) this.#names.set(key, name)
  }

  /** The structure of a type; its own name is not used for it. */
  structure(type: Type): string {
    return type.isUnionType() ? this.#union(membersOf(type), false) : this.#single(type, '')
  }

  #print(type: Type, indent: string): string {
    const name = this.#nameOf(membersOf(type))
    if (name) return name
    return type.isUnionType() ? this.#union(membersOf(type), true, indent) : this.#single(type, indent)
  }

  #nameOf(members: readonly Type[]): string | undefined {
    return this.#names.get(keyOf(members))
  }

  /** A named type stays named when `null` or `undefined` is added to it. */
  #union(members: readonly Type[], byName: boolean, indent = ''): string {
    const nothings = [
      ...(members.some((member) => member.flags & TypeFlags.Null) ? ['null'] : []),
      ...(members.some((member) => member.flags & TypeFlags.Undefined) ? ['undefined'] : []),
    ]
    for (const mask of byName ? [TypeFlags.Undefined, TypeFlags.Undefined | TypeFlags.Null] : []) {
      const rest = members.filter((member) => (member.flags & mask) === 0)
      const name = rest.length > 0 && rest.length < members.length ? this.#nameOf(rest) : undefined
      if (name) return [name, ...nothings].join(' | ')
    }
    const booleans = members.filter((member) => member.flags & TypeFlags.BooleanLiteral)
    const parts = members
      .filter((member) => (member.flags & (TypeFlags.Undefined | TypeFlags.Null)) === 0)
      .filter((member) => booleans.length < 2 || !booleans.includes(member))
      .map((member) => this.#print(member, indent))
    return [...(booleans.length === 2 ? ['boolean'] : []), ...parts, ...nothings].join(' | ')
  }

  #single(type: Type, indent: string): string {
    if ((type.flags & (TypeFlags.Object | TypeFlags.Intersection)) === 0)
      return this.#checker.typeToString(type).replaceAll('"', "'")
    if (this.#checker.isArrayType(type)) {
      const [item] = this.#checker.getTypeArguments(type as never)
      const text = item ? this.#print(item, indent) : 'unknown'
      return /[|&]/.test(text) ? `Array<${text}>` : `${text}[]`
    }
    const [index] = this.#checker.getIndexInfosOfType(type)
    if (index) return `Record<string, ${this.#print(index.valueType, indent)}>`
    const properties = this.#checker.getPropertiesOfType(type)
    if (properties.length === 0) return 'Record<string, never>'
    const lines = properties.map((property) => this.#property(property, `${indent}  `))
    return `{\n${lines.join('\n')}\n${indent}}`
  }

  #property(property: PropertySymbol, indent: string): string {
    const type = this.#checker.getTypeOfSymbol(property)
    const text = type ? this.#print(type, indent) : 'unknown'
    const about = this.#checker.getDocumentationCommentOfSymbol(property).trim().replaceAll('\n', `\n${indent} * `)
    const name = /^[A-Za-z_$][\w$]*$/.test(property.name) ? property.name : `'${property.name}'`
    const optional = property.flags & SymbolFlags.Optional ? '?' : ''
    return `${about ? `${indent}/** ${about} */\n` : ''}${indent}${name}${optional}: ${text}`
  }
}
