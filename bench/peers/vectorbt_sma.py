# The crossing averages in vectorbt: reads float64 opens, then closes, from the file named first; the second argument
# is the fee as a fraction. Prints CPU seconds of each run, the first (which compiles) left out, and the round trips.
import json
import sys
import time

import numpy as np
import pandas as pd
import vectorbt as vbt

RUNS = 5

opens, closes = np.split(np.fromfile(sys.argv[1]), 2)
fee = float(sys.argv[2])
price = pd.Series(closes)
at_open = pd.Series(opens)


def run():
    fast = vbt.MA.run(price, 10)
    slow = vbt.MA.run(price, 30)
    entries = fast.ma_crossed_above(slow).shift(1, fill_value=False)
    exits = fast.ma_crossed_below(slow).shift(1, fill_value=False)
    portfolio = vbt.Portfolio.from_signals(
        price, entries, exits, price=at_open, fees=fee, init_cash=100_000, freq="1min"
    )
    return portfolio.value().iloc[-1], portfolio.trades.count()


run()
seconds = []
for _ in range(RUNS):
    before = time.process_time()
    final, trades = run()
    seconds.append(time.process_time() - before)
print(json.dumps({"version": vbt.__version__, "seconds": seconds, "final": float(final), "trades": int(trades)}))
