import { awsFailure } from './failure.ts'

/** Writes to DynamoDB. False where the write's condition did not hold; anything else that goes wrong is thrown as awsFailure says. */
export async function conditionally(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write()
    return true
  } catch (thrown) {
    if (thrown instanceof Error && thrown.name === 'ConditionalCheckFailedException') return false
    throw awsFailure('dynamodb', thrown)
  }
}
