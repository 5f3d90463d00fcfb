import type { SignalEvent } from '../wire/events.js'

export function spread(signal: SignalEvent): number {
  const { price, indicators } = signal.data
  return indicators.atr / price
}

export const label = (signal: SignalEvent) => `${signal.data['symbol']}@${signal.data.price}`
