/**
 * What the kernel says on a machine with UEFI where one with a BIOS is silent or says something else: for each line `U` of a table, in its
 * order, a block.
 */
export const UEFI_MESSAGES: UefiMessages = {
  early: `U0 BIOS-e820: [mem 0x0000000000000000-0x000000000009ffff] usable
U0 BIOS-e820: [mem 0x0000000000100000-0x0000000000805fff] usable
U0 BIOS-e820: [mem 0x0000000000806000-0x0000000000807fff] ACPI NVS
U0 BIOS-e820: [mem 0x0000000000808000-0x000000000080ffff] usable
U0 BIOS-e820: [mem 0x0000000000810000-0x00000000008fffff] ACPI NVS
U0 BIOS-e820: [mem 0x0000000000900000-0x000000003ea9ffff] usable
U0 BIOS-e820: [mem 0x000000003eaa0000-0x000000003eba1fff] reserved
U0 BIOS-e820: [mem 0x000000003eba2000-0x000000003f4ebfff] usable
U0 BIOS-e820: [mem 0x000000003f4ec000-0x000000003f5ebfff] reserved
U0 BIOS-e820: [mem 0x000000003f5ec000-0x000000003f6ebfff] type 20
U0 BIOS-e820: [mem 0x000000003f6ec000-0x000000003f76bfff] reserved
U0 BIOS-e820: [mem 0x000000003f76c000-0x000000003f77dfff] ACPI data
U0 BIOS-e820: [mem 0x000000003f77e000-0x000000003f7fdfff] ACPI NVS
U0 BIOS-e820: [mem 0x000000003f7fe000-0x000000003fef3fff] usable
U0 BIOS-e820: [mem 0x000000003fef4000-0x000000003ff77fff] reserved
U0 BIOS-e820: [mem 0x000000003ff78000-0x000000003fffffff] ACPI NVS

U0 BIOS-e820: [mem 0x00000000ffc00000-0x00000000ffffffff] reserved

U0 efi: EFI v2.70 by EDK II
U0 efi: SMBIOS=0x3f520000 ACPI=0x3f77d000 ACPI 2.0=0x3f77d014 MEMATTR=0x3e5ff018 
U0 secureboot: Secure boot disabled

U0 DMI: QEMU Standard PC (Q35 + ICH9, 2009), BIOS 0.0.0 02/06/2015

U0 tsc: Detected 2596.118 MHz processor

U0 last_pfn = 0x3fef4 max_arch_pfn = 0x400000000

U0 ACPI: RSDP 0x000000003F77D014 000024 (v02 BOCHS )
U0 ACPI: XSDT 0x000000003F77C0E8 000054 (v01 BOCHS  BXPC     00000001      01000013)
U0 ACPI: FACP 0x000000003F778000 0000F4 (v03 BOCHS  BXPC     00000001 BXPC 00000001)
U0 ACPI: DSDT 0x000000003F779000 002088 (v01 BOCHS  BXPC     00000001 BXPC 00000001)
U0 ACPI: FACS 0x000000003F7DC000 000040
U0 ACPI: APIC 0x000000003F777000 000078 (v01 BOCHS  BXPC     00000001 BXPC 00000001)
U0 ACPI: HPET 0x000000003F776000 000038 (v01 BOCHS  BXPC     00000001 BXPC 00000001)
U0 ACPI: MCFG 0x000000003F775000 00003C (v01 BOCHS  BXPC     00000001 BXPC 00000001)
U0 ACPI: WAET 0x000000003F774000 000028 (v01 BOCHS  BXPC     00000001 BXPC 00000001)
U0 ACPI: BGRT 0x000000003F773000 000038 (v01 INTEL  EDK2     00000002      01000013)
U0 ACPI: Reserving FACP table memory at [mem 0x3f778000-0x3f7780f3]
U0 ACPI: Reserving DSDT table memory at [mem 0x3f779000-0x3f77b087]
U0 ACPI: Reserving FACS table memory at [mem 0x3f7dc000-0x3f7dc03f]
U0 ACPI: Reserving APIC table memory at [mem 0x3f777000-0x3f777077]
U0 ACPI: Reserving HPET table memory at [mem 0x3f776000-0x3f776037]
U0 ACPI: Reserving MCFG table memory at [mem 0x3f775000-0x3f77503b]
U0 ACPI: Reserving WAET table memory at [mem 0x3f774000-0x3f774027]
U0 ACPI: Reserving BGRT table memory at [mem 0x3f773000-0x3f773037]

U0 Faking a node at [mem 0x0000000000000000-0x000000003fef3fff]
U0 NODE_DATA(0) allocated [mem 0x3fe56000-0x3fe80fff]

U0   DMA32    [mem 0x0000000001000000-0x000000003fef3fff]

U0   node   0: [mem 0x0000000000001000-0x000000000009ffff]
U0   node   0: [mem 0x0000000000100000-0x0000000000805fff]
U0   node   0: [mem 0x0000000000808000-0x000000000080ffff]
U0   node   0: [mem 0x0000000000900000-0x000000003ea9ffff]
U0   node   0: [mem 0x000000003eba2000-0x000000003f4ebfff]
U0   node   0: [mem 0x000000003f7fe000-0x000000003fef3fff]
U0 Initmem setup node 0 [mem 0x0000000000001000-0x000000003fef3fff]

U0 On node 0, zone DMA: 96 pages in unavailable ranges
U0 On node 0, zone DMA: 2 pages in unavailable ranges
U0 On node 0, zone DMA: 240 pages in unavailable ranges
U0 On node 0, zone DMA32: 258 pages in unavailable ranges
U0 On node 0, zone DMA32: 786 pages in unavailable ranges
U0 On node 0, zone DMA32: 268 pages in unavailable ranges

U0 PM: hibernation: Registered nosave memory: [mem 0x000a0000-0x000fffff]
U0 PM: hibernation: Registered nosave memory: [mem 0x00806000-0x00807fff]
U0 PM: hibernation: Registered nosave memory: [mem 0x00810000-0x008fffff]
U0 PM: hibernation: Registered nosave memory: [mem 0x3dea0000-0x3dea8fff]
U0 PM: hibernation: Registered nosave memory: [mem 0x3eaa0000-0x3eba1fff]
U0 PM: hibernation: Registered nosave memory: [mem 0x3f4ec000-0x3f7fdfff]

U0 Built 1 zonelists, mobility grouping on.  Total pages: 254455`,
  devices: `U0 Console: colour dummy device 80x25

U0 clocksource: tsc-early: mask: 0xffffffffffffffff max_cycles: 0x256be91b82e, max_idle_ns: 440795290503 ns
U0 Calibrating delay loop (skipped), value calculated using timer frequency.. 5192.23 BogoMIPS (lpj=10384472)

U0 smpboot: Total of 1 processors activated (5192.23 BogoMIPS)
U0 node 0 deferred pages initialised in 24ms

U0 ACPI: PM: Registering ACPI NVS region [mem 0x00806000-0x00807fff] (8192 bytes)
U0 ACPI: PM: Registering ACPI NVS region [mem 0x00810000-0x008fffff] (983040 bytes)
U0 ACPI: PM: Registering ACPI NVS region [mem 0x3f77e000-0x3f7fdfff] (524288 bytes)
U0 ACPI: PM: Registering ACPI NVS region [mem 0x3ff78000-0x3fffffff] (557056 bytes)

U0 audit: type=2000 audit({audit}:1): state=initialized audit_enabled=0 res=1

U0 efi: Freeing EFI boot services memory: 40564K

U0 pci 0000:00:01.0: BAR 0 [mem 0xc0000000-0xc0ffffff pref]
U0 pci 0000:00:01.0: BAR 2 [mem 0xc1011000-0xc1011fff]
U0 pci 0000:00:01.0: ROM [mem 0xffff0000-0xffffffff pref]
U0 pci 0000:00:01.0: BAR 0: assigned to efifb

U0 pci 0000:00:1f.2: BAR 4 [io  0x6040-0x605f]
U0 pci 0000:00:1f.2: BAR 5 [mem 0xc1010000-0xc1010fff]

U0 pci 0000:00:1f.3: BAR 4 [io  0x6000-0x603f]

U0 Registered efivars operations

U0 tsc: Refined TSC clocksource calibration: 2596.105 MHz
U0 clocksource: tsc: mask: 0xffffffffffffffff max_cycles: 0x256bdc752bc, max_idle_ns: 440795239410 ns
U0 clocksource: Switched to clocksource tsc

U0 efifb: probing for efifb
U0 efifb: framebuffer at 0xc0000000, using 1408k, total 1408k
U0 efifb: mode is 800x600x24, linelength=2400, pages=1
U0 efifb: scrolling: redraw
U0 efifb: Truecolor: size=0:8:8:8, shift=0:16:8:0
U0 Console: switching to colour frame buffer device 100x37
U0 fb0: EFI VGA frame buffer device

U0 sched_clock: Marking stable (2732106276, 18540609)->(2784333735, -33686850)`,
}

/** Blocks, an empty line between two. */
export interface UefiMessages {
  readonly early: string
  readonly devices: string
}
