/** The switch by which the queue's messages are delivered to workers, or left where they are. */
export interface Delivery {
  isEnabled(): Promise<boolean>
  enable(isEnabled: boolean): Promise<void>
}
