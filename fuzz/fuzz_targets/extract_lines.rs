#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| volsift_fuzz::extract_lines(data));
