import { formatOfExtension, isImageFormat, isVideoFormat } from '../formats.ts'
import { Refusal } from '../refusal.ts'

/** One component of a transformation: its parameters by their short names. */
export type Step = Readonly<Record<string, string>>

// All that Cloudinary knows; only some of it has an effect here.
const names = new Set(
  'a ac af ar b bo br c co cs d dl dn dpr du e eo f fl fn fps g h if ki l o p pg q r so sp t u vc vs w x y z'.split(
    ' ',
  ),
)

function parseStep(component: string): Step | undefined {
  const pairs = component.split(',').map((part) => /^([a-z]{1,3})_(.+)$/.exec(part)?.slice(1) ?? [])
  const isStep = pairs.every(([name = '']) => names.has(name))
  return isStep ? Object.fromEntries(pairs) : undefined
}

/** Says whether a segment of a delivery address is a component of a transformation. */
export function isStep(segment: string): boolean {
  return parseStep(segment) !== undefined
}

/** Reads a chain of components such as `c_fill,w_100/q_50`, or refuses the one that is none. */
export function parseTransformation(text: string): Step[] {
  const components = text.split('/').filter((component) => component !== '')
  return components.map((component) => {
    const step = parseStep(component)
    if (!step) throw new Refusal(400, `Invalid transformation component - ${component}`)
    return step
  })
}

/** One derived file that is to be made right after an upload. */
export interface Eager {
  readonly transformation: string
  readonly steps: readonly Step[]
  readonly format: string | undefined
}

function isFormat(text: string): boolean {
  const format = formatOfExtension(text)
  return isImageFormat(format) || isVideoFormat(format)
}

/** Reads a list such as `c_fill,w_100|w_50/webp`, in which a last part without parameters is a format. */
export function parseEager(text: string): Eager[] {
  const chains = text.split('|').filter((chain) => chain !== '')
  return chains.map((transformation) => {
    const components = transformation.split('/')
    const last = components.at(-1) ?? ''
    const format = isFormat(last) ? last : undefined
    return {
      transformation,
      steps: parseTransformation(components.slice(0, format === undefined ? undefined : -1).join('/')),
      format,
    }
  })
}

const fullNames: Readonly<Record<string, string>> = {
  a: 'angle',
  c: 'crop',
  e: 'effect',
  f: 'fetch_format',
  g: 'gravity',
  h: 'height',
  q: 'quality',
  w: 'width',
}

/** Shows components as the Admin API does: by full names, and numbers as numbers. */
export function describeSteps(steps: readonly Step[]): Record<string, string | number>[] {
  return steps.map((step) =>
    Object.fromEntries(
      Object.entries(step).map(([name, value]) => [
        fullNames[name] ?? name,
        /^\d+(\.\d+)?$/.test(value) ? Number(value) : value,
      ]),
    ),
  )
}
