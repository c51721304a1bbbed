import { type AssetAddress, sameAddress } from '../../shared/model/address.ts'
import type { Invocation } from './invocation.ts'
import { addressOf, hasPlainRules } from './rules.ts'
import { addressName, type World } from './world.ts'

/** Safety at each step: an asset is destroyed only by a worker to which S3's last word was that its key is gone, or empty. */
export function guardDestroy(world: World, invocation: Invocation, address: AssetAddress): void {
  const isGone = [...invocation.sawGone].some((key) => {
    const own = addressOf(world, key)
    return own !== undefined && (sameAddress(own, address) || sameAddress(world.media.placeOf(own), address))
  })
  // By other rules, and other tags, an asset may have to make way for another one of its key.
  if (!isGone && !isStray(world, address) && hasPlainRules(world))
    world.violations.push(`destroys ${addressName(address)} without having seen its key gone`)
}

/** True where the account has put the asset of a key that is there, and that wanted it elsewhere. */
function isStray(world: World, address: AssetAddress): boolean {
  return world.store.keys().some((key) => {
    const own = addressOf(world, key)
    const place = own && world.media.placeOf(own)
    return own !== undefined && place !== undefined && !sameAddress(place, own) && sameAddress(place, address)
  })
}
