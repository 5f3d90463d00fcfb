/**
 * Every key that travels on the wire, spelt once.
 *
 * The package exports this module as the namespace `FieldName`; a namespace of constants, unlike an `as const` object,
 * keeps narrowing (`switch (event[FieldName.TYPE])`) and exact inference (`z.object({ [FieldName.SIDE]: … })`).
 * To add a field, add one constant with one line of meaning and unit, in the block of the event that introduces it.
 *
 * @module
 */

// Envelope -----------------------------------------------------------------------------------------------------------

/** Name of the event's type; selects the schema of `data`. */
export const TYPE = "type";
/** The payload: an object in memory, one JSON string on a stream. */
export const DATA = "data";
/** UUID of the processing step that published the event; a new one at every hop. */
export const TRACE_ID = "trace_id";
/** When the event was published: ISO 8601 with offset. */
export const TIMESTAMP = "timestamp";
/** Id of the agent that published the event. */
export const SOURCE_AGENT = "source_agent";
/** Older spelling of `source_agent`, for reading only. */
export const SOURCE = "source";
/** Stable identity of the event, equal on every redelivery: the idempotency key. */
export const EVENT_ID = "event_id";
/** Trace id of the event that caused this one; absent at the origin of a chain. */
export const PARENT_TRACE_ID = "parent_trace_id";
/** Version of the schema of `data`: an integer from 1. */
export const SCHEMA_VERSION = "schema_version";
/** W3C trace context of the publisher: `00-<32 hex>-<16 hex>-<2 hex>`. */
export const TRACEPARENT = "traceparent";

// Dead letter --------------------------------------------------------------------------------------------------------

/** JSON of the fields of the entry as it arrived. */
export const FAILED_EVENT = "failed_event";
/** What went wrong, for a person to read. */
export const ERROR = "error";
/** How often the event was retried before it was given up: a count from 0. */
export const RETRY_COUNT = "retry_count";
/** Stream the failed entry was read from. */
export const SOURCE_STREAM = "source_stream";
/** Consumer group that failed to process the entry. */
export const CONSUMER_GROUP = "consumer_group";
/** Stream entry id of the failed entry: `<milliseconds>-<sequence>`. */
export const ENTRY_ID = "entry_id";
/** Id of the agent that gave the event up. */
export const AGENT = "agent";
/** Stable code of the failure, for a program to read. */
export const ERROR_CODE = "error_code";

// Replay -------------------------------------------------------------------------------------------------------------

/** Consumer group that a replayed event is meant for: other groups acknowledge it without processing it. */
export const REPLAY_GROUP = "replay_group";
/** Entry id of the dead letter that the event was replayed from: `<milliseconds>-<sequence>`. */
export const REPLAY_OF = "replay_of";
/** How often the event was replayed: a count from 1. */
export const REPLAY_COUNT = "replay_count";

// trading_signal -----------------------------------------------------------------------------------------------------

/** Instrument, as its venue spells it: `BTC/USD`, `URTH`. */
export const SYMBOL = "symbol";
/** Kind of signal: what is learnt is learnt per kind. */
export const SIGNAL_TYPE = "signal_type";
/** Estimated probability that the trade ends in profit: 0 to 1. */
export const CONFIDENCE = "confidence";
/** The indicator values that the signal rests on. */
export const INDICATORS = "indicators";
/** Relative strength index: 0 to 100. */
export const RSI = "rsi";
/** Whether the MACD line crossed its signal line on this bar, in the signal's direction. */
export const MACD_CROSS = "macd_cross";
/** Volume of the bar divided by the mean volume of the 20 bars before it: a ratio. */
export const VOLUME_SPIKE = "volume_spike";
/** Average true range: in quote currency per unit. */
export const ATR = "atr";
/** Last traded price when the event was made: in quote currency per unit. */
export const PRICE = "price";
/** Opening time of the bar that the event rests on: ISO 8601, UTC. */
export const CANDLE_TIME = "candle_time";

// trading_decision ---------------------------------------------------------------------------------------------------

/** What the decision asks for: `buy`, `sell` or `hold`. */
export const ACTION = "action";
/** Amount: in units of the instrument; 0 on a hold. */
export const QUANTITY = "quantity";
/** `market` or `limit`. */
export const ORDER_TYPE = "order_type";
/** Worst acceptable price of a limit order: in quote currency per unit. */
export const LIMIT_PRICE = "limit_price";
/** Why, in one sentence for a person. */
export const REASONING = "reasoning";
/** The risk figures of a decision; absent on a hold. */
export const RISK_METRICS = "risk_metrics";
/** Stop price, on the losing side of the entry: in quote currency per unit. */
export const ATR_STOP = "atr_stop";
/** Value of the position as a fraction of equity: 0 to 1. */
export const POSITION_SIZE_PCT = "position_size_pct";
/** Distance to the target divided by the distance to the stop: a ratio. */
export const RR_RATIO = "rr_ratio";

// trade_execution ----------------------------------------------------------------------------------------------------

/** Client order id: a UUID derived from the decision, so that a redelivered decision orders once. */
export const ORDER_ID = "order_id";
/** Side of the fill: `buy` or `sell`. */
export const SIDE = "side";
/** Average price of the fill: in quote currency per unit. */
export const FILL_PRICE = "fill_price";
/** Time from submission to fill: in milliseconds. */
export const EXECUTION_TIME_MS = "execution_time_ms";
/** Fees charged by the broker: in quote currency. */
export const BROKER_FEES = "broker_fees";
/** Fill price against arrival price: in basis points, positive is a cost. Fees are apart. */
export const SLIPPAGE_BPS = "slippage_bps";
/** Whether the fill opens a position (`entry`) or closes it (`exit`). */
export const EXECUTION_TYPE = "execution_type";
/** What closed the position: `stop`, `target` or `time`. */
export const EXIT_REASON = "exit_reason";
/** Price when the decision was made: in quote currency per unit. */
export const ARRIVAL_PRICE = "arrival_price";
/** Amount that the order asked for: in units of the instrument. */
export const REQUESTED_QUANTITY = "requested_quantity";
/** When the fill happened: ISO 8601, UTC. */
export const FILLED_AT = "filled_at";
/** Average price of the fill that opened the position: in quote currency per unit. */
export const ENTRY_PRICE = "entry_price";
/** When the position was opened: ISO 8601, UTC. */
export const ENTERED_AT = "entered_at";
/** Fees of the fill that opened the position: in quote currency. */
export const ENTRY_FEES = "entry_fees";
/** Highest price while the position was open: in quote currency per unit. */
export const HIGHEST_PRICE = "highest_price";
/** Lowest price while the position was open: in quote currency per unit. */
export const LOWEST_PRICE = "lowest_price";

// grade --------------------------------------------------------------------------------------------------------------

/** What is graded: an `execution` (at once) or an `outcome` (at the close). */
export const GRADE_TYPE = "grade_type";
/** The grade: 0 (worst) to 1 (best). */
export const SCORE = "score";
/** Implementation shortfall against the arrival price, fees and unfilled part included: in basis points, positive is a cost. */
export const IMPLEMENTATION_SHORTFALL_BPS = "implementation_shortfall_bps";
/** Filled quantity divided by requested quantity: 0 to 1. */
export const FILL_RATIO = "fill_ratio";
/** Realised profit or loss after fees: in quote currency. */
export const REALISED_PNL = "realised_pnl";
/** Realised profit or loss after fees, in units of the initial risk R. */
export const REALISED_R = "realised_r";
/** Maximum favourable excursion: in units of the initial risk R, not negative. */
export const MFE_R = "mfe_r";
/** Maximum adverse excursion: in units of the initial risk R, not negative. */
export const MAE_R = "mae_r";
/** Squared error of the confidence against the outcome: 0 (best) to 1. */
export const BRIER_SCORE = "brier_score";
/** Whether the trade ended in profit after fees. */
export const WON = "won";
/** When the position was closed: ISO 8601, UTC. */
export const CLOSED_AT = "closed_at";
