#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| volsift_fuzz::peek_and_decoder(data));
