/**
 * A strategy in the older protocol, written from its documentation: a genuine artifact also parses with serde, which is no
 * part of a compiler's own library. It buys when the 10-bar average of the window lies above the 30-bar one.
 */
export const VERSION_1_IN_RUST = `
use std::cell::UnsafeCell;
use std::collections::HashMap;

struct Shared(UnsafeCell<(Vec<u8>, Vec<u8>)>);
unsafe impl Sync for Shared {}
static BUFFERS: Shared = Shared(UnsafeCell::new((Vec::new(), Vec::new())));

fn buffers() -> &'static mut (Vec<u8>, Vec<u8>) {
    unsafe { &mut *BUFFERS.0.get() }
}

fn answer(text: String) -> u32 {
    buffers().1 = text.into_bytes();
    buffers().1.len() as u32
}

/// The objects of a JSON array of flat objects with numbers.
fn candles() -> Vec<HashMap<String, f64>> {
    let text = std::str::from_utf8(&buffers().0).unwrap_or("");
    text.split('{')
        .skip(1)
        .map(|object| {
            let fields = object.split('}').next().unwrap_or("").split(',');
            fields
                .filter_map(|field| {
                    let (name, value) = field.split_once(':')?;
                    Some((name.trim_matches('"').to_string(), value.parse().ok()?))
                })
                .collect()
        })
        .collect()
}

#[no_mangle]
pub extern "C" fn alloc(length: u32) -> u32 {
    buffers().0 = vec![0; length as usize];
    buffers().0.as_mut_ptr() as u32
}

#[no_mangle]
pub extern "C" fn get_output_ptr() -> u32 {
    buffers().1.as_ptr() as u32
}

#[no_mangle]
pub extern "C" fn get_output_len() -> u32 {
    buffers().1.len() as u32
}

#[no_mangle]
pub extern "C" fn wasm_meta() -> u32 {
    println!("arguments {} HOME {:?}", std::env::args().count(), std::env::var("HOME"));
    answer(r#"{"name":"older-sma","version":2,"api_version":1,"description":"Rust, JSON"}"#.to_string())
}

#[no_mangle]
pub extern "C" fn wasm_on_candles() -> u32 {
    let closes: Vec<f64> = candles().iter().map(|candle| candle["close"]).collect();
    if closes.len() < 30 {
        return answer("\\"Hold\\"".to_string());
    }
    let mean = |count: usize| closes[closes.len() - count..].iter().sum::<f64>() / count as f64;
    if mean(10) > mean(30) {
        answer(format!(r#"{{"Entry":{{"side":"Long","strength":{}}}}}"#, closes.len() as f64 / 500.0))
    } else {
        answer("\\"Exit\\"".to_string())
    }
}

#[no_mangle]
pub extern "C" fn wasm_risk_levels() -> u32 {
    let text = std::str::from_utf8(&buffers().0).unwrap_or("").to_string();
    if text.contains("Short") {
        std::process::exit(7);
    }
    let entry: f64 = text.split(|c| c == ':' || c == ',').nth(1).unwrap().parse().unwrap();
    answer(format!(r#"{{"stop_loss":{},"take_profit":null}}"#, entry * 0.95))
}
`;
