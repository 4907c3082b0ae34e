// A strategy for rara-trading: one file, no crates. README.md beside it says what an author has to know.
// Yours is everything above `mod rara`; what is below binds it to the host and offers indicators.

use rara::{Author, Candle, Meta, Position, RiskLevels, Sma};

/// Everything the strategy remembers between bars.
pub struct Strategy {
    fast: Sma,
    slow: Sma,
}

impl Author for Strategy {
    fn meta() -> Meta {
        Meta::new("sma-cross", 1, "Long while the fast average is above the slow one")
            .warmup(30)
            .param("fast", 10.0, 2.0, 200.0)
            .param("slow", 30.0, 5.0, 400.0)
    }

    fn new(params: &[f64]) -> Self {
        Strategy { fast: Sma::new(params[0] as usize), slow: Sma::new(params[1] as usize) }
    }

    fn on_candle(&mut self, candle: &Candle, _position: &Position) -> f64 {
        let fast = self.fast.update(candle.close);
        let slow = self.slow.update(candle.close);
        if slow.is_nan() {
            rara::hold()
        } else if fast > slow {
            rara::enter_long(1.0)
        } else {
            rara::exit()
        }
    }

    fn risk_levels(&self, side: i32, entry_price: f64) -> RiskLevels {
        RiskLevels::percent(side, entry_price, 0.02, 0.06)
    }
}

/// What a strategy builds on. Change nothing here unless you know the binary interface (ABI version 2).
#[allow(dead_code)]
mod rara {
    use std::cell::UnsafeCell;
    use std::fmt::Write;

    /// What the author of a strategy writes.
    pub trait Author: Sized {
        /// Name, version, description, warm-up and parameters.
        fn meta() -> Meta;
        /// Builds the strategy from the values of its parameters, in the order in which `meta` declares them.
        fn new(params: &[f64]) -> Self;
        /// Takes one closed candle and answers with `enter_long`, `enter_short`, `exit` or `hold`.
        fn on_candle(&mut self, candle: &Candle, position: &Position) -> f64;
        /// Stop-loss and take-profit of a position that is being entered; none unless you write it.
        fn risk_levels(&self, _side: i32, _entry_price: f64) -> RiskLevels {
            RiskLevels::none()
        }
    }

    /// One closed bar. `time_ms` is its open time in epoch milliseconds (UTC).
    pub struct Candle {
        pub time_ms: f64,
        pub open: f64,
        pub high: f64,
        pub low: f64,
        pub close: f64,
        pub volume: f64,
    }

    /// What is held: signed size (0 = flat) and average entry price.
    pub struct Position {
        pub size: f64,
        pub entry_price: f64,
    }

    /// Absolute prices; NaN = none.
    pub struct RiskLevels {
        pub stop: f64,
        pub take_profit: f64,
    }

    impl RiskLevels {
        pub fn none() -> Self {
            RiskLevels { stop: f64::NAN, take_profit: f64::NAN }
        }

        /// At fractions of the entry price (0.02 = 2 %), on the right side for `side`; 0 means none.
        pub fn percent(side: i32, entry_price: f64, stop: f64, take_profit: f64) -> Self {
            let sign = side as f64;
            RiskLevels {
                stop: if stop > 0.0 { entry_price * (1.0 - sign * stop) } else { f64::NAN },
                take_profit: if take_profit > 0.0 { entry_price * (1.0 + sign * take_profit) } else { f64::NAN },
            }
        }
    }

    /// Be long with this strength, above 0 and at most 1.
    pub fn enter_long(strength: f64) -> f64 {
        checked_strength(strength)
    }

    /// Be short with this strength, above 0 and at most 1.
    pub fn enter_short(strength: f64) -> f64 {
        -checked_strength(strength)
    }

    /// Be flat.
    pub fn exit() -> f64 {
        0.0
    }

    /// No change.
    pub fn hold() -> f64 {
        2.0
    }

    fn checked_strength(strength: f64) -> f64 {
        assert!(strength > 0.0 && strength <= 1.0, "Expected a strength above 0 and at most 1, found {strength}");
        strength
    }

    /// The last `length` inputs.
    struct Window {
        values: Vec<f64>,
        next: usize,
        count: usize,
    }

    impl Window {
        fn new(length: usize) -> Self {
            assert!(length >= 1, "Expected a period of at least 1, found {length}");
            Window { values: vec![0.0; length], next: 0, count: 0 }
        }

        /// Takes an input and returns the one that it pushes out, once the window is full.
        fn push(&mut self, x: f64) -> Option<f64> {
            let length = self.values.len();
            let oldest = self.values[self.next];
            self.values[self.next] = x;
            self.next = if self.next + 1 == length { 0 } else { self.next + 1 };
            if self.count == length {
                return Some(oldest);
            }
            self.count += 1;
            None
        }

        fn is_full(&self) -> bool {
            self.count == self.values.len()
        }
    }

    /// Simple moving average by a running sum. NaN until `period` inputs were seen; a NaN input changes nothing.
    pub struct Sma {
        window: Window,
        sum: f64,
    }

    impl Sma {
        pub fn new(period: usize) -> Self {
            Sma { window: Window::new(period), sum: 0.0 }
        }

        pub fn update(&mut self, x: f64) -> f64 {
            if x.is_nan() {
                return f64::NAN;
            }
            if let Some(oldest) = self.window.push(x) {
                self.sum -= oldest;
            }
            self.sum += x;
            if self.window.is_full() { self.sum / self.window.values.len() as f64 } else { f64::NAN }
        }
    }

    /// Exponential moving average, k = 2 / (period + 1), begun with the mean of the first `period` inputs.
    pub struct Ema {
        period: usize,
        count: usize,
        sum: f64,
        value: f64,
    }

    impl Ema {
        pub fn new(period: usize) -> Self {
            assert!(period >= 1, "Expected a period of at least 1, found {period}");
            Ema { period, count: 0, sum: 0.0, value: f64::NAN }
        }

        pub fn update(&mut self, x: f64) -> f64 {
            if x.is_nan() {
                return f64::NAN;
            }
            if self.count < self.period {
                self.count += 1;
                self.sum += x;
                if self.count == self.period {
                    self.value = self.sum / self.period as f64;
                }
            } else {
                self.value += 2.0 / (self.period as f64 + 1.0) * (x - self.value);
            }
            self.value
        }
    }

    /// Average true range after Wilder, begun with the mean of the first `period` ranges.
    pub struct Atr {
        period: usize,
        count: usize,
        sum: f64,
        previous_close: f64,
        value: f64,
    }

    impl Atr {
        pub fn new(period: usize) -> Self {
            assert!(period >= 1, "Expected a period of at least 1, found {period}");
            Atr { period, count: 0, sum: 0.0, previous_close: f64::NAN, value: f64::NAN }
        }

        pub fn update(&mut self, high: f64, low: f64, close: f64) -> f64 {
            if high.is_nan() || low.is_nan() || close.is_nan() {
                return f64::NAN;
            }
            let mut range = high - low;
            if !self.previous_close.is_nan() {
                range = range.max((high - self.previous_close).abs().max((low - self.previous_close).abs()));
            }
            self.previous_close = close;
            let n = self.period as f64;
            if self.count < self.period {
                self.count += 1;
                self.sum += range;
                if self.count == self.period {
                    self.value = self.sum / n;
                }
            } else {
                self.value = (self.value * (n - 1.0) + range) / n;
            }
            self.value
        }
    }

    /// What a strategy says about itself.
    pub struct Meta {
        name: &'static str,
        version: u32,
        description: &'static str,
        warmup: u32,
        params: Vec<(&'static str, f64, f64, f64)>,
    }

    impl Meta {
        pub fn new(name: &'static str, version: u32, description: &'static str) -> Self {
            Meta { name, version, description, warmup: 0, params: Vec::new() }
        }

        /// Bars during which targets are ignored: give the longest look-back.
        pub fn warmup(mut self, bars: u32) -> Self {
            self.warmup = bars;
            self
        }

        /// Declares the next parameter: its default and the range that it may lie in.
        pub fn param(mut self, name: &'static str, default: f64, min: f64, max: f64) -> Self {
            assert!(min <= default && default <= max, "Expected min <= default <= max of {name}");
            self.params.push((name, default, min, max));
            self
        }

        fn to_json(&self) -> String {
            let mut json = String::from("{\"name\":");
            push_text(&mut json, self.name);
            let _ = write!(json, ",\"version\":{},\"description\":", self.version);
            push_text(&mut json, self.description);
            let _ = write!(json, ",\"warmup\":{},\"params\":[", self.warmup);
            for (i, (name, default, min, max)) in self.params.iter().enumerate() {
                json.push_str(if i == 0 { "{\"name\":" } else { ",{\"name\":" });
                push_text(&mut json, name);
                let _ = write!(json, ",\"default\":{default},\"min\":{min},\"max\":{max}}}");
            }
            json.push_str("]}");
            json
        }
    }

    fn push_text(json: &mut String, text: &str) {
        json.push('"');
        for character in text.chars() {
            match character {
                '"' | '\\' => {
                    json.push('\\');
                    json.push(character);
                }
                '\0'..='\u{1f}' => {
                    let _ = write!(json, "\\u{:04x}", character as u32);
                }
                _ => json.push(character),
            }
        }
        json.push('"');
    }

    /// All state of the module. A strategy runs on one thread, and the host never calls it from inside a call.
    struct State {
        json: String,
        params: Vec<f64>,
        strategy: Option<super::Strategy>,
        position: Position,
        levels: RiskLevels,
    }

    struct Global(UnsafeCell<Option<State>>);
    unsafe impl Sync for Global {}
    static STATE: Global = Global(UnsafeCell::new(None));

    fn state() -> &'static mut State {
        let slot = unsafe { &mut *STATE.0.get() };
        slot.get_or_insert_with(|| {
            std::panic::set_hook(Box::new(report_panic));
            let meta = <super::Strategy as Author>::meta();
            State {
                json: meta.to_json(),
                params: meta.params.iter().map(|param| param.1).collect(),
                strategy: None,
                position: Position { size: 0.0, entry_price: 0.0 },
                levels: RiskLevels::none(),
            }
        })
    }

    fn strategy() -> &'static mut super::Strategy {
        state().strategy.as_mut().expect("init before the first candle")
    }

    #[link(wasm_import_module = "env")]
    extern "C" {
        fn abort(message: *const u16, file: *const u16, line: u32, column: u32) -> ();
    }

    /// The host reads text as UTF-16 with its length in bytes in the four bytes before it.
    fn host_text(text: &str) -> Vec<u16> {
        let units: Vec<u16> = text.encode_utf16().take(300).collect();
        let bytes = 2 * units.len() as u32;
        let mut framed = vec![bytes as u16, (bytes >> 16) as u16];
        framed.extend(units);
        framed
    }

    fn report_panic(info: &std::panic::PanicInfo) {
        let payload = info.payload();
        let message = match payload.downcast_ref::<&str>() {
            Some(text) => *text,
            None => payload.downcast_ref::<String>().map_or("panic", |text| text.as_str()),
        };
        let (file, line, column) =
            info.location().map_or(("", 0, 0), |place| (place.file(), place.line(), place.column()));
        let (message, file) = (host_text(message), host_text(file));
        unsafe { abort(message[2..].as_ptr(), file[2..].as_ptr(), line, column) };
    }

    #[no_mangle]
    pub extern "C" fn abi_version() -> i32 {
        2
    }

    #[no_mangle]
    pub extern "C" fn meta() -> i32 {
        state().json.as_ptr() as i32
    }

    #[no_mangle]
    pub extern "C" fn meta_len() -> i32 {
        state().json.len() as i32
    }

    #[no_mangle]
    pub extern "C" fn set_param(index: i32, value: f64) {
        state().params[index as usize] = value;
    }

    #[no_mangle]
    pub extern "C" fn init() {
        let state = state();
        state.strategy = Some(<super::Strategy as Author>::new(&state.params));
    }

    #[no_mangle]
    pub extern "C" fn on_candle(time_ms: f64, open: f64, high: f64, low: f64, close: f64, volume: f64) -> f64 {
        let candle = Candle { time_ms, open, high, low, close, volume };
        let position = Position { size: state().position.size, entry_price: state().position.entry_price };
        strategy().on_candle(&candle, &position)
    }

    #[no_mangle]
    pub extern "C" fn set_position(size: f64, entry_price: f64) {
        state().position = Position { size, entry_price };
    }

    #[no_mangle]
    pub extern "C" fn risk_levels(side: i32, entry_price: f64) {
        state().levels = strategy().risk_levels(side, entry_price);
    }

    #[no_mangle]
    pub extern "C" fn out_stop() -> f64 {
        state().levels.stop
    }

    #[no_mangle]
    pub extern "C" fn out_take_profit() -> f64 {
        state().levels.take_profit
    }
}
