import { reasonOf } from '../../shared/model/reasons.ts'
import { asTyped } from '../cli/typed.ts'

/** Where a stage has its account: the name of the secret, or undefined where it is told by CLOUDINARY_URL, as the local stack is. */
export interface AccountPlace {
  readonly secret: string | undefined
}

const SECRET = 'the secret'

/** What to do about a reason code, in words that name this stage's own things; undefined where there is nothing to do. */
export function adviceOn(code: string, { secret }: AccountPlace): string | undefined {
  const { action = '' } = reasonOf(code) ?? {}
  return (
    asTyped(action).replaceAll(SECRET, secret === undefined ? 'CLOUDINARY_URL' : `${SECRET} ${secret}`) || undefined
  )
}
