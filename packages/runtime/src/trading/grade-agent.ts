import {
  FieldName,
  type GradeData,
  type ReferenceTopology,
  referenceTopology,
  Stream,
  type TradeExecution,
  type TradeExecutionData,
} from "@handoff/contracts";
import { Agent, type WorkContext } from "../agent.js";
import { arrivalPriceOf, brierScore, type ClosedTrade, gradeExecution, gradeOutcome } from "./grading.js";

/** Grades fills at once and trades at their close. */
export class GradeAgent extends Agent<ReferenceTopology, "GradeAgent"> {
  constructor() {
    super(referenceTopology, "GradeAgent");
  }

  doWork(execution: TradeExecution, _traceId: string, context: WorkContext<ReferenceTopology, "GradeAgent">): void {
    const data = execution[FieldName.DATA];
    const publish = (grade: GradeData): void => {
      context.publish(Stream.GRADES, { [FieldName.TYPE]: "grade", [FieldName.DATA]: grade });
    };
    publish(executionGrade(data));
    if (data[FieldName.EXECUTION_TYPE] !== "exit") return;
    const outcome = outcomeGrade(data, execution[FieldName.TIMESTAMP]);
    if (outcome === undefined) {
      const orderId = data[FieldName.ORDER_ID];
      context.log("warning", "exit without entry or stop: no outcome grade", { order_id: orderId });
      return;
    }
    publish(outcome);
  }
}

/** Of an execution in the document's own shape, too: the arrival price follows from the slippage. */
function executionGrade(data: TradeExecutionData): GradeData {
  const { [FieldName.SIDE]: side, [FieldName.QUANTITY]: quantity, [FieldName.FILL_PRICE]: price } = data;
  const grade = gradeExecution({
    side,
    quantity,
    price,
    requestedQuantity: data[FieldName.REQUESTED_QUANTITY] ?? quantity,
    arrivalPrice: data[FieldName.ARRIVAL_PRICE] ?? arrivalPriceOf(side, price, data[FieldName.SLIPPAGE_BPS]),
    fees: data[FieldName.BROKER_FEES],
  });
  return {
    ...commonOf(data),
    [FieldName.GRADE_TYPE]: "execution",
    [FieldName.SCORE]: grade.score,
    [FieldName.IMPLEMENTATION_SHORTFALL_BPS]: grade.implementationShortfallBps,
    [FieldName.FILL_RATIO]: grade.fillRatio,
  };
}

function outcomeGrade(data: TradeExecutionData, publishedAt: string): GradeData | undefined {
  const trade = closedTradeOf(data);
  const grade = trade && gradeOutcome(trade);
  if (grade === undefined) return undefined;
  const { [FieldName.CONFIDENCE]: confidence, [FieldName.RR_RATIO]: rewardRisk } = data;
  return {
    ...commonOf(data),
    [FieldName.GRADE_TYPE]: "outcome",
    [FieldName.SCORE]: grade.score,
    [FieldName.REALISED_PNL]: grade.realisedPnl,
    [FieldName.REALISED_R]: grade.realisedR,
    [FieldName.MFE_R]: grade.mfeR,
    [FieldName.MAE_R]: grade.maeR,
    [FieldName.WON]: grade.won,
    ...(confidence === undefined ? {} : { [FieldName.BRIER_SCORE]: brierScore(confidence, grade.won) }),
    ...(rewardRisk === undefined ? {} : { [FieldName.RR_RATIO]: rewardRisk }),
    [FieldName.CLOSED_AT]: new Date(data[FieldName.FILLED_AT] ?? publishedAt).toISOString(),
  };
}

/** The trade that an exit closes; `undefined` where the exit does not say how it began or what it risked. */
function closedTradeOf(data: TradeExecutionData): ClosedTrade | undefined {
  const { [FieldName.ENTRY_PRICE]: entryPrice, [FieldName.ATR_STOP]: stop } = data;
  if (entryPrice === undefined || stop === undefined) return undefined;
  const exitPrice = data[FieldName.FILL_PRICE];
  return {
    // The exit of a long position sells.
    side: data[FieldName.SIDE] === "sell" ? "buy" : "sell",
    quantity: data[FieldName.QUANTITY],
    entryPrice,
    exitPrice,
    fees: data[FieldName.BROKER_FEES] + (data[FieldName.ENTRY_FEES] ?? 0),
    stop,
    rewardRisk: data[FieldName.RR_RATIO] ?? 1,
    highest: data[FieldName.HIGHEST_PRICE] ?? Math.max(entryPrice, exitPrice),
    lowest: data[FieldName.LOWEST_PRICE] ?? Math.min(entryPrice, exitPrice),
  };
}

function commonOf(data: TradeExecutionData) {
  const { [FieldName.SIGNAL_TYPE]: signalType, [FieldName.CONFIDENCE]: confidence } = data;
  return {
    [FieldName.ORDER_ID]: data[FieldName.ORDER_ID],
    [FieldName.SYMBOL]: data[FieldName.SYMBOL],
    ...(signalType === undefined ? {} : { [FieldName.SIGNAL_TYPE]: signalType }),
    ...(confidence === undefined ? {} : { [FieldName.CONFIDENCE]: confidence }),
  };
}
