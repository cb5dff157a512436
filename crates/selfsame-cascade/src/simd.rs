//! Kernels compiled twice: for any machine, and for one with AVX2. Enters: a safe function.
//! Leaves: one that takes the wide form where the machine has it.
//!
//! The kernels are plain loops over slices that the compiler vectorises; wide registers only
//! make it do more at once. No operation is contracted or put in another order, so both forms
//! give the same bits, which the tests of each kernel check. (AArch64 has its NEON in the
//! first form already.)

/// Whether the wide forms are used on this machine.
pub(crate) fn wide() -> bool {
    #[cfg(target_arch = "x86_64")]
    {
        std::arch::is_x86_feature_detected!("avx2")
    }
    #[cfg(not(target_arch = "x86_64"))]
    {
        false
    }
}

/// `kernel!(fn name(argument: type, …) -> type { … })` makes `name`, which chooses, and
/// `name_plain`, which tests hold it against.
macro_rules! kernel {
    (
        $(#[$note:meta])*
        fn $name:ident / $plain:ident ( $($arg:ident : $type:ty),* $(,)? ) $(-> $out:ty)? $body:block
    ) => {
        #[inline(always)]
        #[allow(clippy::too_many_arguments)]
        fn $plain($($arg: $type),*) $(-> $out)? $body

        $(#[$note])*
        #[allow(clippy::too_many_arguments)]
        fn $name($($arg: $type),*) $(-> $out)? {
            #[cfg(target_arch = "x86_64")]
            if $crate::simd::wide() {
                #[target_feature(enable = "avx2")]
                #[allow(clippy::too_many_arguments)]
                fn with_avx2($($arg: $type),*) $(-> $out)? {
                    $plain($($arg),*)
                }
                // SAFETY: `with_avx2` is safe code whose only demand is AVX2, and the machine was
                // asked for it just now.
                return unsafe { with_avx2($($arg),*) };
            }
            $plain($($arg),*)
        }
    };
}
pub(crate) use kernel;
